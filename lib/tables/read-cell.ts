import { Duration, type FlowType, fromJson, toValue } from "../types/index.js";

/**
 * What a table holds as a value of its declared type: whole floats are ints, texts of moments are Dates, nanoseconds are
 * Durations, JSON text is an object. Fails as `fromJson` does, with the path that `place` gives.
 */
export function readCell(raw: unknown, type: FlowType, place: () => string): unknown {
  if (raw === null || raw === undefined) return null;
  switch (type.kind) {
    case "int":
      // Where Python has no int for a missing cell, it makes the whole column floats.
      if (Number.isNaN(raw)) return null;
      return typeof raw === "bigint" || Number.isInteger(raw) ? int(raw as number | bigint) : parsed(raw, type, place);
    case "float":
      return typeof raw === "number" || typeof raw === "bigint" ? Number(raw) : parsed(raw, type, place);
    case "string":
      if (typeof raw === "string") return raw;
      return parsed(raw instanceof Uint8Array ? utf8.decode(raw) : raw, type, place);
    case "bool":
      return typeof raw === "boolean" ? raw : parsed(raw, type, place);
    case "datetime":
      return raw instanceof Date ? raw : parsed(raw, type, place);
    case "binary":
      return raw instanceof Uint8Array ? raw : parsed(raw, type, place);
    case "enum":
      return parsed(raw instanceof Uint8Array ? utf8.decode(raw) : raw, type, place);
    case "duration":
      if (typeof raw === "bigint" || Number.isInteger(raw)) return Duration.parse(`${raw}ns`);
      return parsed(raw, type, place);
    case "list":
      if (!Array.isArray(raw)) return parsed(raw, type, place);
      return raw.map((item, index) => readCell(item, type.element, () => `${place()}[${index}]`));
    case "map":
    case "struct": {
      const data = readCellFreely(typeof raw === "string" ? parseJson(raw) : raw);
      return parsed(data, type, place);
    }
    default:
      return parsed(raw, type, place);
  }
}

/** What a table holds, when nobody has said what it is: ints as numbers where exact, the rest as it is. */
export function readCellFreely(raw: unknown): unknown {
  if (raw === undefined) return null;
  if (typeof raw === "bigint") return int(raw);
  if (Array.isArray(raw)) return raw.map(readCellFreely);
  if (typeof raw !== "object" || raw === null || Object.getPrototypeOf(raw) !== Object.prototype) return raw;
  return Object.fromEntries(Object.entries(raw).map(([key, inner]) => [key, readCellFreely(inner)]));
}

function int(value: number | bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(value);
}

function parsed(raw: unknown, type: FlowType, place: () => string): unknown {
  return toValue(fromJson(raw, type, place()), type);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What reads the cell says what it expected and got.
    return text;
  }
}

const utf8 = new TextDecoder();
