import { failure } from "../errors/index.js";
import { type Column, Duration, type FlowType, fromJson, type Row, toValue, writeDatetime } from "../types/index.js";
import { fill } from "./columns-of.js";
import { parseCsv } from "./parse-csv.js";
import { readCell } from "./read-cell.js";
import { cellType } from "./write-cell.js";

/**
 * Rows as CSV with a header: a missing cell is empty and an empty text is `""`; moments are RFC 3339, bytes base64,
 * lists, maps and objects JSON.
 */
export function writeCsv(rows: readonly Row[], columns: readonly Column[]): Uint8Array {
  const filled = fill(rows, columns);
  const lines = [filled.map(({ name }) => quote(name)).join(",")];
  for (let index = 0; index < rows.length; index += 1) {
    lines.push(filled.map(({ cells, type }) => textOf(cells[index], type)).join(","));
  }
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

/**
 * Rows of a CSV with a header. Declared columns are the ones that are read, as their types say; without any, a column is
 * int, float or bool when all its cells are, else text. Fails with `VALUE_TABLE_UNREADABLE`,
 * `VALUE_TABLE_COLUMN_MISSING`, or as `fromJson` does for a wrong cell.
 */
export function readCsv(bytes: Uint8Array, columns: readonly Column[] = []): readonly Row[] {
  const [head, ...lines] = parseCsv(decode(bytes));
  if (head === undefined) throw failure("VALUE_TABLE_UNREADABLE", { format: "csv", why: "it has no header" });
  const found = head.map((name) => name ?? "");
  const wanted = columns.length === 0 ? found.map((name) => ({ name, type: undefined })) : columns;
  const readers = wanted.map(({ name, type }) => {
    const at = found.indexOf(name);
    if (at < 0) throw failure("VALUE_TABLE_COLUMN_MISSING", { column: name, found });
    const cell = type === undefined ? guess(lines.map((line) => line[at] ?? null)) : cellType({ name, type });
    return { name, at, cell };
  });
  return lines.map((line, index) =>
    Object.fromEntries(
      readers.map(({ name, at, cell }) => [name, read(line[at] ?? null, cell, `rows[${index}].${name}`)]),
    ),
  );
}

function textOf(cell: unknown, type: FlowType): string {
  if (cell === null) return "";
  switch (type.kind) {
    case "datetime":
      return writeDatetime(cell as Date);
    case "duration":
      return Duration.parse(`${cell as bigint}ns`).toString();
    case "binary":
      return quote(Buffer.from(cell as Uint8Array).toString("base64"));
    case "list":
    case "map":
    case "struct":
      return quote(JSON.stringify(cell, jsonCell));
    default:
      return typeof cell === "string" ? quote(cell) : Object.is(cell, -0) ? "-0" : String(cell);
  }
}

function jsonCell(_: string, inner: unknown): unknown {
  if (typeof inner === "bigint") return Number.isSafeInteger(Number(inner)) ? Number(inner) : String(inner);
  if (typeof inner === "number" && !Number.isFinite(inner)) return String(inner);
  return inner instanceof Uint8Array ? Buffer.from(inner).toString("base64") : inner;
}

// Quotes also what would be read as a missing cell or lose its spaces.
function quote(text: string): string {
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function read(text: string | null, type: FlowType, path: string): unknown {
  if (text === null) return null;
  switch (type.kind) {
    case "string":
    case "enum":
      return toValue(fromJson(text, type, path));
    case "int":
      return toValue(fromJson(/^\s*[+-]?\d+\.0*\s*$/.test(text) ? text.trim().split(".")[0] : text.trim(), type, path));
    case "float":
      return toValue(fromJson(toNumber(text) ?? text, type, path));
    case "bool":
      return toValue(fromJson(/^(true|false)$/i.test(text.trim()) ? /^t/i.test(text.trim()) : text, type, path));
    case "list":
    case "map":
    case "struct":
      return readCell(parseJson(text), type, () => path);
    default:
      return toValue(fromJson(text, type, path));
  }
}

function guess(cells: readonly (string | null)[]): FlowType {
  const given = cells.filter((cell) => cell !== null);
  if (given.length === 0) return { kind: "string" };
  // Zeros in front belong to codes, not to numbers.
  if (given.every((cell) => /^[+-]?(0|[1-9]\d{0,17})$/.test(cell))) return { kind: "int" };
  if (given.every((cell) => toNumber(cell) !== undefined && !/^[+-]?0\d/.test(cell))) return { kind: "float" };
  if (given.every((cell) => /^(true|false)$/i.test(cell))) return { kind: "bool" };
  return { kind: "string" };
}

function toNumber(text: string): number | undefined {
  const bare = text.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(bare)) return Number(bare);
  if (/^nan$/i.test(bare)) return Number.NaN;
  if (!/^[+-]?inf(inity)?$/i.test(bare)) return undefined;
  return bare.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What reads the cell says what it expected and got.
    return text;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw failure("VALUE_TABLE_UNREADABLE", { format: "csv", why: "it is not UTF-8" }, { cause });
  }
}
