const binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

/** A quantity as Kubernetes prints it, in its largest whole unit: `0.5` as `500m`, `1.5Gi` as `1536Mi`. */
export function quantityText(text: string): string {
  const [, sign = "", whole = "", fraction = "", suffix = ""] = /^([+-]?)(\d*)\.?(\d*)(.*)$/.exec(text) ?? [];
  const digits = BigInt(`${whole}${fraction}` || "0");
  const minus = sign === "-" && digits > 0n ? "-" : "";
  const power = binary.indexOf(suffix);
  if (power > 0) {
    const bytes = up(digits * 1024n ** BigInt(power), 10n ** BigInt(fraction.length));
    // Less than one unit of them is not worth a binary suffix.
    return minus + (bytes < 1024n ? String(bytes) : inUnits(bytes, 1024n, binary));
  }
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1];
  const scale = exponent === undefined ? 3 * (decimal.indexOf(suffix) - 3) : Number(exponent);
  const nanos = scaled(digits, scale + 9 - fraction.length);
  if (nanos === 0n) return "0";
  const units = exponent === undefined ? decimal : decimal.map((_, index) => (index === 3 ? "" : `e${3 * index - 9}`));
  return minus + inUnits(nanos, 1000n, units);
}

function inUnits(value: bigint, base: bigint, units: readonly string[]): string {
  let [left, index] = [value, 0];
  while (left !== 0n && left % base === 0n && index < units.length - 1) [left, index] = [left / base, index + 1];
  return `${left}${units[index]}`;
}

function scaled(digits: bigint, power: number): bigint {
  return power < 0 ? up(digits, 10n ** BigInt(-power)) : digits * 10n ** BigInt(Math.min(power, 100));
}

function up(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}
