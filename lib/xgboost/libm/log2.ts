import { fma } from "./fma.js";
import { logarithms, reciprocals } from "./log2-table.js";

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);
const inverseHigh = 1.4426950407214463;
const inverseLow = 1.6751713164886512e-10;
const a = [
  -0.7213475204444882, 0.4808983469629985, -0.36067375954075914, 0.2885390073180969, -0.2404693555628422,
  0.2061202382173603,
];
const b = [
  -0.7213475204444817, 0.48089834696298744, -0.360673760222145, 0.2885390081805197, -0.24044917405728863,
  0.2060992861022954, -0.18033596705327856, 0.1603032746063156, -0.14483316576701266, 0.13046826811283835,
];

/** C's `log2` in double for x > 0, with glibc's last bit as `log` has it; NaN or -Infinity below. */
export function log2(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x >= 0.9576029777526855 && x < 1.0442743301391602) return nearOne(x - 1);
  const isNormal = x >= 2 ** -1022;
  double[0] = isNormal ? x : x * 2 ** 52;
  if (!isNormal) halves[1] = halves[1]! - (52 << 20);
  const above = (halves[1]! - 0x3fe60000) | 0;
  const place = (above >>> 14) & 63;
  const w = (above >> 20) + logarithms[place]!;
  halves[1] = halves[1]! - (above & 0xfff00000);
  const r = fma(double[0]!, reciprocals[place]!, -1);
  const leading = r * inverseHigh;
  const high = leading + w;
  const low = w - high + leading + fma(r, inverseLow, fma(inverseHigh, r, -leading));
  const square = r * r;
  const first = fma(fma(r, a[3]!, a[2]!), square, fma(r, a[1]!, a[0]!));
  return fma(square, fma(fma(r, a[5]!, a[4]!), square * square, first), low) + high;
}

function nearOne(r: number): number {
  if (r === 0) return 0;
  const square = r * r;
  const fourth = square * square;
  const two = (k: number) => fma(r, b[k + 1]!, b[k]!);
  const high = r * inverseHigh;
  const low = fma(r, inverseLow, fma(inverseHigh, r, -high));
  const y = fma(two(0), square, high);
  const rest = fma(two(0), square, high - y) + low;
  const tail = fma(fma(two(8), square, two(6)), fourth, fma(two(4), square, two(2)));
  return y + fma(tail, fourth, rest);
}
