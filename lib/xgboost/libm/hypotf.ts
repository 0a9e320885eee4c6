/** C's `hypotf`: the length of (a, b) as a float32; the squares of float32 numbers are exact in double. */
export function hypotf(a: number, b: number): number {
  if (Math.abs(a) === Number.POSITIVE_INFINITY || Math.abs(b) === Number.POSITIVE_INFINITY)
    return Number.POSITIVE_INFINITY;
  return Math.fround(Math.sqrt(a * a + b * b));
}
