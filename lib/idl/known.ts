import type { Message } from "@bufbuild/protobuf";
import { failure } from "../errors/index.js";

/** Gives the message back once it holds no field of a newer protocol; WIRE_FIELD_UNKNOWN. */
export function known<M extends Message>(message: M, path: string): M {
  if (message.$unknown === undefined || message.$unknown.length === 0) return message;
  const fields = [...new Set(message.$unknown.map(({ no }) => no))];
  throw failure("WIRE_FIELD_UNKNOWN", { message: shortName(message), fields }, { path });
}

/** {@link known} for a message and everything inside it, as proto JSON has no place for unknown fields. */
export function knownThroughout<M extends Message>(message: M, path: string): M {
  known(message, path);
  for (const value of Object.values(message)) visit(value, path);
  return message;
}

/** What must be there; WIRE_FIELD_MISSING. */
export function present<T>(value: T | undefined, facts: { message: string; field: string }, path: string): T {
  return value === undefined ? missing(facts, path) : value;
}

/** Refuses a message that lacks what it must have: WIRE_FIELD_MISSING. */
export function missing(facts: { message: string; field: string }, path: string): never {
  throw failure("WIRE_FIELD_MISSING", facts, { path });
}

function visit(value: unknown, path: string): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
  if ("$typeName" in value) knownThroughout(value as Message, path);
  else for (const inner of Object.values(value)) visit(inner, path);
}

function shortName({ $typeName }: Message): string {
  return $typeName.slice($typeName.lastIndexOf(".") + 1);
}
