import { fma } from "./fma.js";
import { logarithms, reciprocals } from "./log-table.js";

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);
const ln2High = 0.6931471805598903;
const ln2Low = 5.497923018708371e-14;
const a = [-0.5000000000000001, 0.33333333331825593, -0.2499999999622955, 0.20000304511814496, -0.16667054827627667];
const b = [
  -0.5, 0.3333333333333352, -0.24999999999998432, 0.19999999999320328, -0.16666666669929706, 0.14285715076560868,
  -0.12499997863982555, 0.11110712032936046, -0.10000486757818193, 0.09181994006195467, -0.08328363062289341,
];

/**
 * C's `log` in double with the last bit of glibc's on processors with fused multiply-add (ARM's optimized routines: the
 * logarithm of a table's entry plus a polynomial). -Infinity for 0, NaN below.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x >= 0.9375 && x < 1.064697265625) return nearOne(x - 1);
  const tiny = x < 2.2250738585072014e-308;
  double[0] = tiny ? x * 4503599627370496 : x;
  const above = (halves[1]! - 0x3fe60000) | 0;
  const place = (above >>> 13) & 127;
  const k = (above >> 20) - (tiny ? 52 : 0);
  halves[1] = halves[1]! - (above & 0xfff00000);
  const r = fma(double[0]!, reciprocals[place]!, -1);
  const w = fma(k, ln2High, logarithms[place]!);
  const high = w + r;
  const low = fma(k, ln2Low, w - high + r);
  const square = r * r;
  const inner = fma(fma(r, a[4]!, a[3]!), square, fma(r, a[2]!, a[1]!));
  return fma(r * square, inner, fma(square, a[0]!, low)) + high;
}

function nearOne(r: number): number {
  if (r === 0) return 0;
  const square = r * r;
  const cube = r * square;
  const three = (k: number) => fma(square, b[k + 2]!, fma(r, b[k + 1]!, b[k]!));
  const last = fma(cube, b[10]!, three(7));
  const tail = fma(fma(last, cube, three(4)), cube, three(1));
  // The leading terms r - r²/2 need more than a double.
  const rHigh = fma(r, 134217728, r) - 134217728 * r;
  const rLow = r - rHigh;
  const highSquare = rHigh * rHigh;
  const high = fma(highSquare, b[0]!, r);
  const low = fma(b[0]! * rLow, rHigh + r, fma(highSquare, b[0]!, r - high));
  return high + fma(tail, cube, low);
}
