const f = Math.fround;
const shape = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?)(\d+))?$/;

/**
 * A float32 parameter as xgboost's core reads it from text (dmlc's ParseFloat): whole part and fraction are rounded
 * before they are added, so that 1.43 becomes 1.4300001. NaN where the text is no number.
 */
export function parseFloat32(text: string): number {
  const trimmed = text.trim();
  if (/^[+-]?inf(inity)?$/i.test(trimmed)) return trimmed.startsWith("-") ? -Infinity : Infinity;
  const match = shape.exec(trimmed);
  if (match === null || !/^[+-]?\.?\d/.test(trimmed)) return Number.NaN;
  const [, whole = "", fraction = "", sign, exponent] = match;
  // The fraction's first 19 digits count.
  const digits = fraction.slice(0, 19);
  let value = f(f(Number(whole || "0")) + f(Number(digits || "0") / Number(`1e${digits.length}`)));
  if (exponent !== undefined) {
    const scale = scaleOf(Math.min(38, Number(exponent)));
    value = sign === "-" ? f(value / scale) : f(value * scale);
  }
  return trimmed.startsWith("-") ? -value : value;
}

function scaleOf(exponent: number): number {
  let scale = 1;
  let left = exponent;
  for (; left >= 8; left -= 8) scale = f(scale * 1e8);
  for (; left > 0; left--) scale = f(scale * 10);
  return scale;
}

/** A number as Python's `str` writes it, which is what xgboost's core is sent: `1e-05`, `0.5`, `100000.0` as `100000`. */
export function numberText(value: number): string {
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  return value !== 0 && power < -4 ? `${mantissa}e-${String(-power).padStart(2, "0")}` : String(value);
}
