import { type Literal, toJson } from "../../../lib/types/index.js";

/** An input as a command line shows it: plain text, RFC 3339, `1h0m0s`, a uri, `[a,b]`. */
export function renderLiteral(literal: Literal): string {
  switch (literal.kind) {
    case "float":
      return goFloat(Number(literal.value));
    case "duration":
      return goDuration(literal.value);
    case "none":
      return "";
    case "union":
      return renderLiteral(literal.value);
    case "list":
      return `[${literal.items.map(renderLiteral).join(",")}]`;
    case "map":
      return `map[${Object.keys(literal.entries)
        .sort()
        .map((key) => `${key}:${renderLiteral(literal.entries[key]!)}`)
        .join(" ")}]`;
    case "blob":
    case "structuredDataset":
    case "schema":
    case "offloaded":
      return literal.uri;
    case "error":
      return literal.message;
    case "binary":
      return literal.tag === "msgpack" ? goValue(toJson(literal)) : literal.value;
    case "struct":
      return goValue(literal.value);
    default:
      return String(literal.value);
  }
}

/** Seconds as a literal has them (`5400s`), written as `1h30m0s`. */
export function goDuration(text: string): string {
  const [, sign = "", whole = "0", part = ""] = /^(-?)(\d+)(?:\.(\d+))?s$/.exec(text) ?? [];
  const seconds = BigInt(whole);
  const fraction = part.replace(/0+$/, "");
  if (seconds === 0n) return fraction === "" ? "0s" : `${sign}${belowSecond(part)}`;
  const [hours, minutes, rest] = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  const tail = `${rest}${fraction === "" ? "" : `.${fraction}`}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${tail}`;
  return minutes > 0n ? `${sign}${minutes}m${tail}` : `${sign}${tail}`;
}

function belowSecond(part: string): string {
  const nanos = Number(part.padEnd(9, "0"));
  if (nanos >= 1e6) return `${nanos / 1e6}ms`;
  return nanos >= 1e3 ? `${nanos / 1e3}µs` : `${nanos}ns`;
}

// As Go's %v prints it: an exponent of at least two digits, from 1e21 up and below 1e-4.
function goFloat(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : value < 0 ? "-Inf" : "NaN";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e21)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return Object.is(value, -0) ? "-0" : String(value);
}

function goValue(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goValue).join(" ")}]`;
  if (typeof value === "number") return goFloat(value);
  if (typeof value !== "object") return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, each]) => `${key}:${goValue(each)}`).join(" ")}]`;
}

/** A float without exponent. */
export function plainFloat(value: number): string {
  if (!Number.isFinite(value)) return goFloat(value);
  const [mantissa = "0", exponent] = String(value).split("e");
  if (exponent === undefined) return String(value);
  const [, sign = "", whole = "0", part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(mantissa) ?? [];
  const shift = Number(exponent);
  const digits = whole + part;
  const point = whole.length + shift;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, "0");
}
