import { powerOfTwo } from "./bits.js";
import { heads, tails } from "./exp-table.js";
import { fma } from "./fma.js";

const scale = 184.6649652337873;
const shift = 6755399441055744;
const ln2High = -0.005415212348111709;
const ln2Low = -1.2864023111638346e-14;
const c2 = 0.49999999999996786;
const c3 = 0.16666666666665886;
const c4 = 0.0416666808410674;
const c5 = 0.008333335853059549;

/**
 * C's `exp` in double with the last bit of glibc's on processors with fused multiply-add (ARM's optimized routines: a
 * power of 2^(1/128) from a table times a polynomial).
 */
export function exp(x: number): number {
  const size = Math.abs(x);
  if (!(size < 1024)) return Number.isNaN(x) ? x : x > 0 ? Infinity : 0;
  if (size < 5.551115123125783e-17) return 1 + x;
  const k = fma(scale, x, shift) - shift;
  const r = fma(k, ln2Low, fma(k, ln2High, x));
  const place = ((k % 128) + 128) % 128;
  const square = r * r;
  const start = fma(fma(r, c3, c2), square, tails[place]! + r);
  const rest = fma(square * square, fma(r, c5, c4), start);
  const head = heads[place]!;
  const power = (k - place) / 128;
  if (size < 512) {
    const whole = head * powerOfTwo(power);
    return fma(whole, rest, whole);
  }
  return atTheEdge(head, rest, power);
}

// Results near overflow and below the normal numbers: one more scaling, and care that nothing is rounded twice.
function atTheEdge(head: number, rest: number, power: number): number {
  if (power > 0) {
    const whole = head * powerOfTwo(power - 1009);
    const value = fma(whole, rest, whole);
    return value * powerOfTwo(1009);
  }
  if (power < -1100) return 0;
  const whole = head * powerOfTwo(power + 1022);
  const part = whole * rest;
  let value = whole + part;
  if (value < 1) {
    const lost = whole - value + part;
    const high = 1 + value;
    value = high + (1 - high + value + lost) - 1;
  }
  return value * powerOfTwo(-1022);
}
