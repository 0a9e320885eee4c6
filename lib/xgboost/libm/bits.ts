const float = new Float32Array(1);
const word = new Int32Array(float.buffer);
const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

/** The 32 bits of a float32 as a signed integer. */
export function bitsOf(x: number): number {
  float[0] = x;
  return word[0]!;
}

/** The float32 that has these 32 bits. */
export function floatOf(bits: number): number {
  word[0] = bits;
  return float[0]!;
}

/** The upper 32 bits of a double as a signed integer. */
export function highWordOf(x: number): number {
  double[0] = x;
  return halves[1]!;
}

/** The double with its lower 32 bits cleared. */
export function withoutLowWord(x: number): number {
  double[0] = x;
  halves[0] = 0;
  return double[0]!;
}

/** 2^k as a double, for -1022 <= k <= 1023; `Math.pow` is not exact in every engine. */
export function powerOfTwo(k: number): number {
  halves[0] = 0;
  halves[1] = (k + 1023) << 20;
  return double[0]!;
}

/** The float32 reached by adding `k` to the exponent bits of `x`. */
export function scaleBits(x: number, k: number): number {
  return floatOf((bitsOf(x) + (k << 23)) | 0);
}

/** c0 + z*(c1 + z*(c2 + ...)), rounded to float32 after every operation. */
export function horner(z: number, coefficients: readonly number[]): number {
  let sum = coefficients[coefficients.length - 1]!;
  for (let i = coefficients.length - 2; i >= 0; i--) sum = Math.fround(coefficients[i]! + Math.fround(z * sum));
  return sum;
}
