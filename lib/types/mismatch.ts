import { failure } from "../errors/index.js";
import { describeType, describeValue } from "./describe.js";
import type { FlowType } from "./flow-type.js";
import type { Place } from "./place.js";

/** The error of a value that is not of its declared type; its mend fits the mistakes that are common. */
export function mismatch(value: unknown, expected: FlowType | string, place: Place): Error {
  const words = typeof expected === "string" ? expected : describeType(expected);
  const facts = { expected: words, got: describeValue(value), mend: mendFor(value, words) };
  const issues = [{ path: place.toString(), message: `expected ${facts.expected}, got ${facts.got}` }];
  return failure("VALUE_TYPE_MISMATCH", facts, { ...place.facts(), issues });
}

function mendFor(value: unknown, expected: string): string | undefined {
  if (value instanceof Promise) return "Wait for it: write await before the call that gives it.";
  if (expected === "int" && typeof value === "number") return "Round it, or declare the field as Float.";
  if (expected === "float" && typeof value === "bigint") return "Write Number(value), or declare the field as Int.";
  if (expected === "int" && typeof value === "string")
    return Number.isFinite(Number(value)) ? "Write a whole number." : "Write a number, without quotes.";
  if (expected === "float" && typeof value === "string") return "Write a number, without quotes.";
  if (expected === "datetime") return "Give a Date: new Date(…).";
  if (expected === "duration") return 'Give a Duration: Duration.parse("5m").';
  return value === undefined ? `Give ${expected}, or declare the field as optional.` : undefined;
}
