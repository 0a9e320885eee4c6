import { bitsOf, floatOf, horner } from "./bits.js";

const f = Math.fround;
const ln2High = 0.6931381225585938;
const ln2Low = 0.00000905800061445916;
const twoThirds = f(2 / 3);
const coefficients = [
  0.6666666865348816, 0.4000000059604645, 0.2857142984867096, 0.2222219854593277, 0.18183572590351105,
  0.15313838422298431, 0.14798198640346527,
];

/** C's `log1pf`: log(1 + x) as a float32 (the form of fdlibm, rounded at every operation). */
export function log1pf(x: number): number {
  if (x === -1) return Number.NEGATIVE_INFINITY;
  if (!(x > -1)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  const bits = bitsOf(x);
  const magnitude = bits & 0x7fffffff;
  if (magnitude < 0x24800000) return x;
  if (magnitude < 0x31000000) return f(x - f(f(x * x) * 0.5));
  // 0xbe95f61f as a signed word: x down to about -0.2929 needs no reduction, nor does x up to about 0.4142.
  if ((bits > 0 && bits < 0x3ed413d7) || (bits < 0 && bits <= (0xbe95f61f | 0))) return near(x, 0, 0, 1);

  let u = x;
  let c = 0;
  let k: number;
  if (magnitude < 0x5a000000) {
    u = f(1 + x);
    k = (bitsOf(u) >> 23) - 127;
    c = f((k > 0 ? f(1 - f(u - x)) : f(x - f(u - 1))) / u);
  } else {
    k = (bitsOf(u) >> 23) - 127;
  }
  let mantissa = bitsOf(u) & 0x007fffff;
  if (mantissa < 0x3504f7) {
    u = floatOf(mantissa | 0x3f800000);
  } else {
    k++;
    u = floatOf(mantissa | 0x3f000000);
    mantissa = (0x00800000 - mantissa) >> 2;
  }
  return near(f(u - 1), k, c, mantissa);
}

// log(1 + F) + k*ln2 with the correction c of the reduction; `mantissa` 0 says that F is tiny.
function near(F: number, k: number, c: number, mantissa: number): number {
  const q = f(f(0.5 * F) * F);
  const tail = f(c + f(k * ln2Low));
  if (mantissa === 0) {
    if (F === 0) return k === 0 ? 0 : f(f(k * ln2High) + tail);
    const R = f(q * f(1 - f(twoThirds * F)));
    return k === 0 ? f(F - R) : f(f(k * ln2High) - f(f(R - f(f(k * ln2Low) + c)) - F));
  }
  const s = f(F / f(2 + F));
  const z = f(s * s);
  const R = f(z * horner(z, coefficients));
  if (k === 0) return f(F - f(q - f(s * f(q + R))));
  return f(f(k * ln2High) - f(f(q - f(f(s * f(q + R)) + f(f(k * ln2Low) + c))) - F));
}
