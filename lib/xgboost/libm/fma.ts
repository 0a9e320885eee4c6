const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);
const splitter = 134217729;

/**
 * a*b + c in double with one rounding, as a fused multiply-add instruction takes it (Boldo and Melquiond 2008): exact
 * product and sums, of which the small parts are rounded to odd before the last addition. Not for numbers near overflow
 * or underflow.
 */
export function fma(a: number, b: number, c: number): number {
  const product = a * b;
  // Dekker: both factors in halves of 26 bits.
  const aBig = splitter * a;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = splitter * b;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  const productLow = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);

  const low = c + productLow;
  const lowBack = low - c;
  const lowest = c - (low - lowBack) + (productLow - lowBack);

  const high = product + low;
  const highBack = high - product;
  const rest = product - (high - highBack) + (low - highBack);
  return high + roundedToOdd(rest, lowest);
}

function roundedToOdd(a: number, b: number): number {
  const sum = a + b;
  const back = sum - a;
  const lost = a - (sum - back) + (b - back);
  if (lost === 0) return sum;
  double[0] = sum;
  if ((halves[0]! & 1) === 1) return sum;
  // The odd neighbour on the side of what was lost; an even significand does not carry.
  if (lost > 0 === sum > 0) halves[0]! |= 1;
  else {
    if (halves[0] === 0) halves[1]!--;
    halves[0]!--;
  }
  return double[0]!;
}
