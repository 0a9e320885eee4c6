import { failure } from "../errors/index.js";
import type { Literal } from "./literal.js";
import type { Place } from "./place.js";

const smallest = -(2n ** 63n);
const largest = 2n ** 63n - 1n;

/** What {@link Literal}s of kind float hold. */
export type FloatText = Extract<Literal, { kind: "float" }>["value"];

/**
 * Decimal text of a whole number. Fails with `VALUE_INT_UNSAFE` for a number beyond 2^53 and with
 * `VALUE_INT_OUT_OF_RANGE` beyond 64 bits; the caller has made sure that a number is whole.
 */
export function writeInt(value: number | bigint, place: Place): string {
  if (typeof value === "bigint") {
    if (value < smallest || value > largest) {
      throw failure("VALUE_INT_OUT_OF_RANGE", { got: `${value}n` }, place.facts());
    }
    return value.toString();
  }
  if (Number.isSafeInteger(value)) return String(value);
  if (value >= 2 ** 63 || value < -(2 ** 63)) {
    throw failure("VALUE_INT_OUT_OF_RANGE", { got: String(value) }, place.facts());
  }
  throw failure("VALUE_INT_UNSAFE", { got: String(value) }, place.facts());
}

/** A number where it is exact, else a bigint. */
export function readInt(digits: string | bigint): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}

/** A float as literals hold it. */
export function writeFloat(value: number): FloatText {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "Infinity";
  if (value === Number.NEGATIVE_INFINITY) return "-Infinity";
  return Object.is(value, -0) ? "-0" : value;
}

/** The number behind a literal's float. */
export function readFloat(value: FloatText): number {
  return Number(value);
}
