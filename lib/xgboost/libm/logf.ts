import { bitsOf, floatOf } from "./bits.js";

// For each sixteenth of an octave: 1/c and log(c) of a c near its middle.
const reciprocals = Float64Array.of(
  1.398907162146528,
  1.3403141896637998,
  1.286432210124115,
  1.2367150214269895,
  1.1906977166711752,
  1.1479821020556429,
  1.1082251448272158,
  1.0711297413057381,
  1.036437278977283,
  1,
  0.9492859795739057,
  0.8951049428609004,
  0.8476821620351103,
  0.8050314851692001,
  0.7664671008843108,
  0.731428603316328,
);
const logarithms = Float64Array.of(
  -0.33569133332882284,
  -0.2929040563774074,
  -0.2518726580937369,
  -0.21245868807117255,
  -0.17453945183745634,
  -0.1380057072319758,
  -0.10275976698545139,
  -0.06871392447020525,
  -0.0357891387398228,
  0,
  0.05204517742929496,
  0.11081431298787942,
  0.1652495223695143,
  0.21687389031699977,
  0.2659635028121397,
  0.3127556664073557,
);

/** C's `logf`: the natural logarithm as a float32; -Infinity for 0, NaN below. */
export function logf(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (!(x > 0)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let bits = bitsOf(x);
  if (bits < 0x00800000) bits = bitsOf(x * 8388608) - (23 << 23);
  const above = (bits - 0x3f330000) | 0;
  const i = (above >>> 19) & 15;
  const k = above >> 23;
  const z = floatOf(bits - (above & 0xff800000));
  const r = z * reciprocals[i]! - 1;
  const base = logarithms[i]! + k * Math.LN2;
  const square = r * r;
  const y = -0.25089342214237154 * square + (0.333456765744066 * r + -0.4999997485802103);
  return Math.fround(y * square + (base + r));
}
