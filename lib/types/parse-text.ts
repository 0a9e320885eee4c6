import { FlytepathError, failure } from "../errors/index.js";
import { describeType, describeValue } from "./describe.js";
import type { FlowType } from "./flow-type.js";
import { fromJson } from "./from-json.js";
import type { Literal } from "./literal.js";
import { mismatch } from "./mismatch.js";
import { Place } from "./place.js";

/**
 * A text from a command line as a literal: `5`, `0.66`, `true`, `2024-01-31`, `1h30m`, `./table.csv`; lists, maps and
 * objects as JSON; none as `null`. A union takes its first variant that accepts. Fails as `toLiteral` does, or with
 * `VALUE_JSON_MALFORMED`.
 */
export function parseText(text: string, type: FlowType, path?: string): Literal {
  const place = new Place(path);
  switch (type.kind) {
    case "none":
      if (text !== "null" && text !== "") throw mismatch(text, type, place);
      return { kind: "none" };
    case "bool":
      if (text !== "true" && text !== "false") throw mismatch(text, "true or false", place);
      return { kind: "bool", value: text === "true" };
    case "int":
      return fromJson(/^[+-]?\d{1,30}$/.test(text.trim()) ? text.trim() : text, type, path);
    case "float":
      return fromJson(readNumber(text) ?? text, type, path);
    case "list":
    case "map":
    case "struct":
      return fromJson(readJson(text, type, place), type, path);
    case "union":
      return parseUnion(text, type, path);
    default:
      return fromJson(text, type, path);
  }
}

function parseUnion(text: string, type: FlowType & { kind: "union" }, path: string | undefined): Literal {
  for (const variant of type.variants) {
    try {
      return { kind: "union", value: parseText(text, variant, path), type: variant };
    } catch (error) {
      if (!FlytepathError.is(error)) throw error;
    }
  }
  throw mismatch(text, type, new Place(path));
}

function readNumber(text: string): number | undefined {
  const bare = text.trim();
  if (/^[+-]?(nan|inf|infinity)$/i.test(bare)) {
    if (/nan/i.test(bare)) return Number.NaN;
    return bare.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(bare) ? Number(bare) : undefined;
}

function readJson(text: string, type: FlowType, place: Place): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const facts = { text: describeValue(text), expected: describeType(type), why: (cause as Error).message };
    throw failure("VALUE_JSON_MALFORMED", facts, { ...place.facts(), cause });
  }
}
