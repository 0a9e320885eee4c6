import { fromBase64 } from "./base64.js";
import type { Json } from "./json.js";
import type { Literal } from "./literal.js";
import { unpack } from "./msgpack/unpacker.js";
import { readInt } from "./number.js";

/**
 * A literal as people and other programs read it: an int beyond 2^53 and a float that JSON lacks as text, a file or table
 * as its uri, bytes as base64, an object as it is.
 */
export function toJson(literal: Literal): Json {
  switch (literal.kind) {
    case "none":
      return null;
    case "int":
      return plain(readInt(literal.value));
    case "binary":
      return literal.tag === "msgpack" ? plain(unpack(fromBase64(literal.value))) : literal.value;
    case "union":
      return toJson(literal.value);
    case "list":
      return literal.items.map(toJson);
    case "map":
      return Object.fromEntries(Object.entries(literal.entries).map(([key, inner]) => [key, toJson(inner)]));
    case "blob":
    case "structuredDataset":
    case "schema":
    case "offloaded":
      return literal.uri;
    case "error":
      return { message: literal.message, failedNodeId: literal.failedNodeId };
    default:
      return literal.value;
  }
}

function plain(value: unknown): Json {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
