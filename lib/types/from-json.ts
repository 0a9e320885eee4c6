import { FlytepathError } from "../errors/index.js";
import { absoluteUri } from "./files/reach.js";
import type { FlowType } from "./flow-type.js";
import type { Literal } from "./literal.js";
import { mismatch } from "./mismatch.js";
import { checkKey, Place } from "./place.js";
import { readUnpacked } from "./struct/read-unpacked.js";
import { literalOf } from "./to-literal.js";

const specialFloats = new Set(["NaN", "Infinity", "-Infinity", "-0"]);

/**
 * A value from a JSON or YAML file as a literal: ints also as quoted text, floats also `"NaN"` and `"Infinity"`, moments
 * as RFC 3339, durations as `1h30m`, bytes as base64, files and tables by their uri, objects as they are. A union takes
 * its first variant that accepts. Fails as `toLiteral` does.
 */
export function fromJson(json: unknown, type: FlowType, path?: string): Literal {
  return jsonLiteral(json, type, new Place(path));
}

function jsonLiteral(json: unknown, type: FlowType, place: Place): Literal {
  switch (type.kind) {
    case "int":
      return literalOf(isDigits(json) ? BigInt(json) : json, type, place);
    case "float":
      return literalOf(typeof json === "string" && specialFloats.has(json) ? Number(json) : json, type, place);
    case "list":
      if (!Array.isArray(json)) throw mismatch(json, type, place);
      return place.within(json, () => ({
        kind: "list",
        items: json.map((item, index) => place.inside(index, () => jsonLiteral(item, type.element, place))),
      }));
    case "map":
      if (!isRecord(json)) throw mismatch(json, type, place);
      return place.within(json, () => ({
        kind: "map",
        entries: Object.fromEntries(
          Object.entries(json).map(([key, inner]) => [
            checkKey(key, place),
            place.inside(key, () => jsonLiteral(inner, type.value, place)),
          ]),
        ),
      }));
    case "union":
      return jsonUnion(json, type, place);
    case "struct":
    case "none":
    case "string":
    case "bool":
    case "enum":
      return literalOf(type.kind === "struct" ? readUnpacked(json, type, place) : json, type, place);
    default: {
      const literal = literalOf(readUnpacked(json, type, place), type, place);
      return "uri" in literal ? { ...literal, uri: absoluteUri(literal.uri) } : literal;
    }
  }
}

function jsonUnion(json: unknown, type: FlowType & { kind: "union" }, place: Place): Literal {
  for (const variant of type.variants) {
    try {
      return { kind: "union", value: place.deeper(() => jsonLiteral(json, variant, place)), type: variant };
    } catch (error) {
      if (!FlytepathError.is(error)) throw error;
    }
  }
  throw mismatch(json, type, place);
}

function isDigits(json: unknown): json is string {
  return typeof json === "string" && /^[+-]?\d{1,30}$/.test(json);
}

function isRecord(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json) && !(json instanceof Date);
}
