import { horner } from "./bits.js";
import { logf } from "./logf.js";

const f = Math.fround;
const floats = (values: readonly number[]) => values.map(f);

// Coefficients of fdlibm's lgamma as float32.
const belowEight = {
  above: floats([
    -0.07721566490153287, 0.21498241596060885, 0.325778796408931, 0.14635047265246445, 0.02664227030336386,
    0.0018402845140733772, 0.00003194753265841009,
  ]),
  below: floats([
    1, 1.3920053346762105, 0.7219355475671381, 0.17193386563280308, 0.01864591917156529, 0.0007779424963818936,
    0.000007326684307446256,
  ]),
};
const stirling = floats([
  0.4189385332046727, 0.08333333333333297, -0.0027777777772877554, 0.0007936505586430196, -0.00059518755745034,
  0.0008363399189962821, -0.0016309293409657527,
]);
const nearTwo = {
  even: floats([
    0.07721566490153287, 0.06735230105312927, 0.007385550860814029, 0.0011927076318336207, 0.00022086279071390839,
    0.000025214456545125733,
  ]),
  odd: floats([
    0.3224670334241136, 0.020580808432516733, 0.0028905138367341563, 0.0005100697921535113, 0.00010801156724758394,
    0.000044864094961891516,
  ]),
};
const nearMinimum = {
  at: f(1.4616321449683622),
  value: f(-1.2148628384e-1),
  rest: f(6.6971006518e-9),
  p1: floats([
    0.48383612272381005, -0.032788541075985965, 0.006100538702462913, -0.0014034646998923284, 0.00031563207090362595,
  ]),
  p2: floats([
    -0.1475877229945939, 0.01797067508118204, -0.0036845201678113826, 0.000881081882437654, -0.00031275416837512086,
  ]),
  p3: floats([
    0.06462494023913339, -0.010314224129834144, 0.0022596478090061247, -0.0005385953053567405, 0.0003355291926355191,
  ]),
};
const nearOne = {
  above: floats([
    -0.07721566490153287, 0.6328270640250934, 1.4549225013723477, 0.9777175279633727, 0.22896372806469245,
    0.013381091853678766,
  ]),
  below: floats([
    1, 2.4559779371304113, 2.128489763798934, 0.7692851504566728, 0.10422264559336913, 0.003217092422824239,
  ]),
};

/** C's `lgammaf` for x > 0: log of the gamma function as a float32. Infinity at 0 and NaN below, which no label reaches. */
export function lgammaf(x: number): number {
  if (x === 0 || x === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  if (!(x > 0)) return Number.NaN;
  if (x === 1 || x === 2) return 0;
  if (x < 8.470329472543003e-22) return f(-logf(x));
  if (x < 2) return belowTwo(x);
  if (x < 8) return upToEight(x);
  if (x >= 2 ** 58) return f(x * f(logf(x) - 1));
  const z = f(1 / x);
  const y = f(z * z);
  const tail = f(stirling[0]! + f(z * horner(y, stirling.slice(1))));
  return f(f(f(x - 0.5) * f(logf(x) - 1)) + tail);
}

function upToEight(x: number): number {
  const whole = Math.trunc(x);
  const y = f(x - whole);
  const p = f(y * horner(y, belowEight.above));
  const r = f(f(0.5 * y) + f(p / horner(y, belowEight.below)));
  if (whole < 3) return r;
  let z = 1;
  for (let k = whole; k >= 3; k--) z = f(z * f(y + (k - 1)));
  return f(r + logf(z));
}

function belowTwo(x: number): number {
  const small = x <= f(0.9);
  const r = small ? f(-logf(x)) : 0;
  // Bounds 0x3f3b4a20, 0x3e6d3308, 0x3fdda618, 0x3f9da620 of fdlibm.
  if (small ? x >= 0.7315998077392578 : x >= 1.7316312789916992) return f(r + aroundTwo(f((small ? 1 : 2) - x)));
  const { at } = nearMinimum;
  if (small ? x >= 0.23163998126983643 : x >= 1.2316322326660156)
    return f(r + aroundMinimum(f(x - (small ? f(at - 1) : at))));
  return f(r + aroundOne(small ? x : f(x - 1)));
}

function aroundTwo(y: number): number {
  const z = f(y * y);
  const p = f(f(y * horner(z, nearTwo.even)) + f(z * horner(z, nearTwo.odd)));
  return f(p - f(0.5 * y));
}

function aroundMinimum(y: number): number {
  const { p1, p2, p3, rest, value } = nearMinimum;
  const z = f(y * y);
  const w = f(z * y);
  const inner = f(rest - f(w * f(horner(w, p2) + f(y * horner(w, p3)))));
  return f(value + f(f(z * horner(w, p1)) - inner));
}

function aroundOne(y: number): number {
  return f(f(-0.5 * y) + f(f(y * horner(y, nearOne.above)) / horner(y, nearOne.below)));
}
