import { bitsOf } from "./bits.js";
import { expm1f } from "./expm1f.js";

const f = Math.fround;

/** C's `tanhf`: the hyperbolic tangent as a float32. */
export function tanhf(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  const size = Math.abs(x);
  if (size >= 22) return Math.sign(x);
  if ((bitsOf(x) & 0x7fffffff) < 0x24000000) return f(x * f(1 + x));
  const t = expm1f(size >= 1 ? f(2 * size) : f(-2 * size));
  const value = size >= 1 ? f(1 - f(2 / f(t + 2))) : f(-t / f(t + 2));
  return x < 0 ? -value : value;
}
