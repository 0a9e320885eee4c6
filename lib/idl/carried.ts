import {
  create,
  type DescField,
  type DescMessage,
  fromJson,
  isFieldSet,
  type JsonValue,
  type MessageShape,
  toJson,
} from "@bufbuild/protobuf";
import { failure } from "../errors/index.js";
import type { JsonObject } from "../types/index.js";
import { knownThroughout } from "./known.js";

/** Keeps the fields of a message that the Dag has no place of its own for, as proto JSON. */
export interface Carrier<Schema extends DescMessage> {
  /** The fields that are set besides the known ones; undefined when there are none. */
  read(message: MessageShape<Schema>): JsonObject | undefined;
  /** A new message with these fields; the caller sets the known ones. WIRE_CARRIED_MALFORMED. */
  write(rest: JsonObject | undefined): MessageShape<Schema>;
}

/** Makes the carrier of a message; `own` are the fields (by their name in code) that the Dag has places for. */
export function carrier<Schema extends DescMessage>(schema: Schema, own: readonly string[]): Carrier<Schema> {
  let others: readonly DescField[] | undefined;
  return {
    read(message) {
      // Looked up at the first use: descriptors unfold lazily, and a process that never decodes must not pay.
      others ??= schema.fields.filter(({ localName }) => !own.includes(localName));
      return others.some((field) => isFieldSet(message, field)) ? remainder(schema, message, own) : undefined;
    },
    write(rest) {
      if (rest === undefined) return create(schema);
      try {
        // Readonly JSON is JSON.
        return fromJson(schema, rest as JsonValue);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw failure("WIRE_CARRIED_MALFORMED", { message: schema.name, why }, { cause });
      }
    },
  };
}

/** A message of which the Dag keeps the proto JSON as it is. */
export function toProtoJson<Schema extends DescMessage>(schema: Schema, message: MessageShape<Schema>): JsonObject {
  return toJson(schema, knownThroughout(message, "")) as JsonObject;
}

function remainder<Schema extends DescMessage>(
  schema: Schema,
  message: MessageShape<Schema>,
  own: readonly string[],
): JsonObject {
  // A shallow copy is a message too; its known fields are taken out, those of a oneof by emptying it.
  const copy: Record<string, unknown> = { ...knownThroughout(message, "") };
  for (const field of schema.fields) {
    if (!own.includes(field.localName)) continue;
    if (field.oneof === undefined) delete copy[field.localName];
    else if (isFieldSet(message, field)) copy[field.oneof.localName] = { case: undefined };
  }
  return toJson(schema, Object.assign(create(schema), copy) as MessageShape<Schema>) as JsonObject;
}
