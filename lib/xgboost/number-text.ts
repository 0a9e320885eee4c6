/** C's `%.{digits}g`: as C++ streams print with `setprecision(digits)`; 0.7 in float32 with 9 digits is `0.699999988`. */
export function general(value: number, digits: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa, exponent] = exponential(value, digits - 1).split("e") as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= digits) {
    const size = String(Math.abs(power)).padStart(2, "0");
    return `${withoutTail(mantissa)}e${power < 0 ? "-" : "+"}${size}`;
  }
  const sign = value < 0 ? "-" : "";
  const figures = mantissa.replace(/[-.]/g, "");
  if (power < 0) return withoutTail(`${sign}0.${"0".repeat(-power - 1)}${figures}`);
  const whole = figures.slice(0, power + 1);
  return withoutTail(power + 1 < figures.length ? `${sign}${whole}.${figures.slice(power + 1)}` : `${sign}${whole}`);
}

/** The shortest text that reads back as the same float32, as xgboost's JSON writes it: `5E-1`, `-0E0`, `Infinity`. */
export function shortest(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? "-0E0" : "0E0";
  // More digits never lose what fewer digits hold, so the search goes down from the usual length, or up where it must.
  let digits = 7;
  while (digits > 0 && reads(value, digits - 1)) digits--;
  while (digits < 8 && !reads(value, digits)) digits++;
  return exponential(value, digits).replace(/e\+?/, "E");
}

function reads(value: number, digits: number): boolean {
  return Math.fround(Number(value.toExponential(digits))) === value;
}

/** As `toExponential`, but of two equally near texts the one with the even digit, as C and Ryu choose. */
function exponential(value: number, digits: number): string {
  const text = value.toExponential(digits);
  if (!value.toExponential(digits + 1).includes("5e")) return text;
  const isTie = /5(0*)e/.exec(value.toExponential(digits + 41))?.[1]?.length === 40;
  const [mantissa, exponent] = text.split("e") as [string, string];
  const last = Number(mantissa.at(-1));
  // A tie was rounded up, so an odd digit is never 0 and its even neighbour lies just below it.
  return isTie && last % 2 === 1 ? `${mantissa.slice(0, -1)}${last - 1}e${exponent}` : text;
}

/** C's `%.{digits}f`: of two equally near texts the one with the even digit. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  if (!/^-?\d+\.\d+$/.test(text)) return text;
  const isTie = /^50*$/.test(value.toFixed(100).slice(text.length));
  const last = Number(text.at(-1));
  // A tie was rounded away from zero, so an odd digit is never 0.
  return isTie && last % 2 === 1 ? `${text.slice(0, -1)}${last - 1}` : text;
}

function withoutTail(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}
