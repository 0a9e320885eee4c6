const f = Math.fround;
const shape = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?)(\d*))?[fF]?$/;

/**
 * A float32 parameter as xgboost's core reads it from text (dmlc's ParseFloat): whole part and fraction are rounded
 * before they are added, so that 1.43 becomes 1.4300001. NaN where the text is no number, or its power of ten out of range.
 */
export function parseFloat32(text: string): number {
  return parse(text, { round: f, highest: 38, most: 3.4028235, least: 1.175494 });
}

/** As {@link parseFloat32}, in double. */
export function parseFloat64(text: string): number {
  return parse(text, { round: (value) => value, highest: 308, most: 1.7976931348623157, least: 2.22507 });
}

interface Precision {
  readonly round: (value: number) => number;
  /** Largest power of ten. */
  readonly highest: number;
  /** The most that may stand before it, and the least before its inverse. */
  readonly most: number;
  readonly least: number;
}

function parse(text: string, { round, highest, most, least }: Precision): number {
  const trimmed = text.trim();
  if (/^[+-]?inf(inity)?$/i.test(trimmed)) return trimmed.startsWith("-") ? -Infinity : Infinity;
  const match = shape.exec(trimmed);
  if (match === null || !/^[+-]?\.?\d/.test(trimmed)) return Number.NaN;
  const [, whole = "", fraction = "", sign, exponent] = match;
  // The fraction's first 19 digits count.
  const digits = fraction.slice(0, 19);
  let value = round(round(wholeOf(whole)) + round(Number(digits || "0") / Number(`1e${digits.length}`)));
  if (exponent !== undefined) {
    const power = Number(exponent);
    const isExtreme = power === highest && (sign === "-" ? value < least : value > most);
    if (power > highest || isExtreme) return Number.NaN;
    const scale = scaleOf(power, round);
    value = round(sign === "-" ? value / scale : value * scale);
  }
  return trimmed.startsWith("-") ? -value : value;
}

// Digits before the point are counted in 64 bits, whatever their number.
function wholeOf(digits: string): number {
  return digits.length < 20 ? Number(digits) : Number(BigInt.asUintN(64, BigInt(digits)));
}

function scaleOf(exponent: number, round: (value: number) => number): number {
  let scale = 1;
  let left = exponent;
  for (; left >= 8; left -= 8) scale = round(scale * 1e8);
  for (; left > 0; left--) scale = round(scale * 10);
  return scale;
}

/** A number as Python's `str` writes it, which is what xgboost's core is sent: `1e-05`, `0.5`, `1e+16`, `100000.0` as `100000`. */
export function numberText(value: number): string {
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (value === 0 || !Number.isFinite(value) || (power >= -4 && power < 16)) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
