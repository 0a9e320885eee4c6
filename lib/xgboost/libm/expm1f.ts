import { bitsOf, floatOf, horner, scaleBits } from "./bits.js";

const f = Math.fround;
const ln2High = 0.6931381225585938;
const ln2Low = 0.00000905800061445916;
const coefficients = [
  -0.03333333507180214, 0.0015873016091063619, -0.00007936507608974352, 0.00000400821772927884, -2.0109921194944036e-7,
];

/** C's `expm1f`: e^x - 1 as a float32 (the form of fdlibm, rounded at every operation). */
export function expm1f(x: number): number {
  const magnitude = bitsOf(x) & 0x7fffffff;
  const negative = bitsOf(x) < 0;
  if (magnitude >= 0x4195b844) {
    if (magnitude > 0x7f800000) return Number.NaN;
    if (negative) return -1;
    if (magnitude > 0x42b17217) return Number.POSITIVE_INFINITY;
  }
  if (magnitude < 0x33000000) return x;
  if (magnitude <= 0x3eb17218) return reduced(x, 0, 0);

  let k: number;
  let high: number;
  let low: number;
  if (magnitude < 0x3f851592) {
    k = negative ? -1 : 1;
    high = f(x - k * ln2High);
    low = k * ln2Low;
  } else {
    k = Math.trunc(f(f(1.4426950216293335 * x) + (negative ? -0.5 : 0.5)));
    high = f(x - f(k * ln2High));
    low = f(k * ln2Low);
  }
  const rest = f(high - low);
  return reduced(rest, f(f(high - rest) - low), k);
}

// e^(x + c) * 2^k - 1 for a small x with its rounding error c.
function reduced(x: number, c: number, k: number): number {
  const half = f(0.5 * x);
  const b = f(x * half);
  const r = f(1 + f(b * horner(b, coefficients)));
  const t = f(3 - f(r * half));
  let e = f(b * f(f(r - t) / f(6 - f(x * t))));
  if (k === 0) return f(x - f(f(x * e) - b));
  e = f(f(f(x * f(e - c)) - c) - b);
  if (k === -1) return f(f(0.5 * f(x - e)) - 0.5);
  if (k === 1) return x < -0.25 ? f(-2 * f(e - f(x + 0.5))) : f(1 + f(2 * f(x - e)));
  if (k <= -2 || k > 56) return f(scaleBits(f(1 - f(e - x)), k) - 1);
  if (k < 23) return scaleBits(f(floatOf(0x3f800000 - (0x1000000 >> k)) - f(e - x)), k);
  return scaleBits(f(f(x - f(e + floatOf((0x7f - k) << 23))) + 1), k);
}
