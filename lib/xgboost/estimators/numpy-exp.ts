const f = Math.fround;
const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

const log2e = f(Math.LOG2E);
const magic = 12582912;
const ln2High = f(-6.93145752e-1);
const ln2Low = f(-1.42860677e-6);
const above = [
  0.9999999999980871, 0.7257664613233124, 0.2473615434895521, 0.05114512081637298, 0.006757896990527505,
  0.0005082762527590694,
].map(f);
const below = [1, -0.27423353904116676, 0.0215950937568583].map(f);

/**
 * numpy's `exp` of a float32, as its vector code for AVX2 and AVX-512 takes it: a quotient of polynomials with fused
 * steps, which differs from the C library's `expf` in the last bit of one value in a few.
 */
export function numpyExp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 88.72283935546875) return Number.POSITIVE_INFINITY;
  if (x <= -103.97208404541016) return 0;
  const k = f(f(f(x * log2e) + magic) - magic);
  const r = fused(k, ln2Low, fused(k, ln2High, x));
  const horner = (coefficients: readonly number[]) =>
    coefficients.reduceRight((sum, coefficient, i) =>
      i === coefficients.length - 1 ? sum : fused(sum, r, coefficient),
    );
  return f(f(horner(above) / horner(below)) * 2 ** k);
}

// a*b + c in float32 with one rounding. The product is exact in double; the sum is rounded to odd there, so that the
// second rounding, to float32, cannot go wrong.
function fused(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const back = sum - product;
  const lost = product - (sum - back) + (c - back);
  if (lost === 0) return f(sum);
  double[0] = sum;
  if ((bits[0]! & 1n) === 0n) bits[0] = bits[0]! + (lost > 0 === sum > 0 ? 1n : -1n);
  return f(double[0]);
}
