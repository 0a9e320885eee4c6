const places = 2 ** 21;

/** Positions of the values from largest to smallest; equal values keep their order. */
export function descending(values: Float32Array): Uint32Array {
  const { length } = values;
  if (length > places) return Uint32Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || a - b);
  // Value and position in one double of 53 bits, which sorts without a comparison function.
  const bits = new Int32Array(values.slice().buffer);
  const keys = new Float64Array(length);
  for (let i = 0; i < length; i++) keys[i] = descendingKey(bits[i]!) * places + i;
  keys.sort();
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = keys[i]! % places;
  return order;
}

// Negative zero is a zero; negative floats grow as their bits do.
function descendingKey(bits: number): number {
  if (bits < 0 && bits !== -2147483648) return bits >>> 0;
  return 0x7fffffff - (bits & 0x7fffffff);
}
