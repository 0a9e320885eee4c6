import { bitsOf } from "../libm/bits.js";

/** Positions of the values from largest to smallest; equal values keep their order. */
export function descending(values: Float32Array): Uint32Array {
  if (values.length > 2 ** 21) {
    return Uint32Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || a - b);
  }
  // Value and position in one double of 53 bits, which sorts without a comparison function.
  const keys = Float64Array.from(values, (value, i) => (0xffffffff - ascendingKey(value)) * 2097152 + i);
  return Uint32Array.from(keys.sort(), (key) => key % 2097152);
}

function ascendingKey(value: number): number {
  const bits = bitsOf(value === 0 ? 0 : value);
  return (bits < 0 ? ~bits : bits ^ 0x80000000) >>> 0;
}
