import { highWordOf, withoutLowWord } from "./bits.js";
import { exp } from "./exp.js";

const erx = 0.8450629115104675;
const pp = [
  0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -0.000023763016656650163,
];
const qq = [
  1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164, -0.000003960228278775368,
];
const pa = [
  -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
  0.035478304325618236, -0.002166375594868791,
];
const qa = [
  1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
  0.011984499846799107,
];
const ra = [
  -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
  -184.60509290671104, -81.2874355063066, -9.814329344169145,
];
const sa = [
  1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
  108.63500554177944, 6.570249770319282, -0.0604244152148581,
];
const rb = [
  -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
  -1025.0951316110772, -483.5191916086514,
];
const sb = [
  1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
  474.52854120695537, -22.44095244658582,
];

/** C's `erf` in double with glibc's last bit: fdlibm's rational functions, their terms taken in pairs. */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  const sign = x < 0 ? -1 : 1;
  if (size < 0.84375) {
    if (size < 2 ** -28) return x + 0.1283791670955126 * x;
    const z = x * x;
    return x + x * (paired(z, pp) / paired(z, qq));
  }
  if (size < 1.25) {
    const s = size - 1;
    return sign * (erx + paired(s, pa) / paired(s, qa));
  }
  if (size >= 6) return sign;
  const s = 1 / (size * size);
  const near = highWordOf(size) < 0x4006db6e;
  const ratio = near ? paired(s, ra) / paired(s, sa) : paired(s, rb) / paired(s, sb);
  const z = withoutLowWord(size);
  const r = exp(-z * z - 0.5625) * exp((z - size) * (z + size) + ratio);
  return sign * (1 - r / size);
}

// (c0 + x*c1) + x²*(c2 + x*c3) + x⁴*(c4 + x*c5) + …, added from the left.
function paired(x: number, coefficients: readonly number[]): number {
  const square = x * x;
  const fourth = square * square;
  const powers = [1, square, fourth, fourth * square, fourth * fourth];
  let sum = 0;
  for (let i = 0; i < coefficients.length; i += 2) {
    const odd = coefficients[i + 1];
    const pair = odd === undefined ? coefficients[i]! : coefficients[i]! + x * odd;
    sum = i === 0 ? pair : sum + powers[i / 2]! * pair;
  }
  return sum;
}
