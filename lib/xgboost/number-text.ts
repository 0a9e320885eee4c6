/** C's `%.{digits}g`: as C++ streams print with `setprecision(digits)`; 0.7 in float32 with 9 digits is `0.699999988`. */
export function general(value: number, digits: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e") as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= digits) {
    const size = String(Math.abs(power)).padStart(2, "0");
    return `${withoutTail(mantissa)}e${power < 0 ? "-" : "+"}${size}`;
  }
  return withoutTail(value.toFixed(digits - 1 - power));
}

/** The shortest text that reads back as the same float32, as xgboost's JSON writes it: `5E-1`, `-0E0`, `Infinity`. */
export function shortest(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? "-0E0" : "0E0";
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return text.replace(/e\+?/, "E");
  }
  return value.toExponential(8).replace(/e\+?/, "E");
}

function withoutTail(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}
