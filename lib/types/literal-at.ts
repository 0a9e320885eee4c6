import { failure } from "../errors/index.js";
import { fromBase64, toBase64 } from "./base64.js";
import type { Json } from "./json.js";
import type { Literal } from "./literal.js";
import { Unpacker } from "./msgpack/unpacker.js";
import { writeFloat } from "./number.js";

/**
 * Walks fields and indices inside a literal, as Flyte resolves a promise's path: through lists and maps, and into
 * objects, where ints and floats stay apart and a list becomes a list of packed items. Fails with `VALUE_PATH_MISSING`,
 * or with `VALUE_OFFLOADED` when the value was not fetched.
 */
export function literalAt(literal: Literal, path: readonly (string | number)[]): Literal {
  const [step, ...rest] = path;
  if (step === undefined) return literal;
  switch (literal.kind) {
    case "union":
      return literalAt(literal.value, path);
    case "list": {
      const item = typeof step === "number" ? literal.items[step] : undefined;
      return item === undefined ? missing(step, `a list of ${literal.items.length}`) : literalAt(item, rest);
    }
    case "map": {
      const name = String(step);
      if (!Object.hasOwn(literal.entries, name)) return missing(step, `a map of ${keys(literal.entries)}`);
      return literalAt(literal.entries[name]!, rest);
    }
    case "struct":
      return ofJson(path.reduce<Json>(jsonAt, literal.value));
    case "offloaded":
      throw failure("VALUE_OFFLOADED", { uri: literal.uri });
    case "binary":
      if (literal.tag === "msgpack") return ofPacked(path.reduce(packedAt, fromBase64(literal.value)));
  }
  return missing(step, literal.kind);
}

function packedAt(packed: Uint8Array, step: string | number): Uint8Array {
  const unpacker = new Unpacker(packed);
  const head = unpacker.head();
  if (head.kind === "list" && typeof step === "number" && step >= 0 && step < head.size) {
    for (let index = 0; index < step; index += 1) unpacker.skip();
    return unpacker.slice();
  }
  if (head.kind !== "map") return missing(step, head.kind === "list" ? `a list of ${head.size}` : head.kind);
  const seen: string[] = [];
  for (let index = 0; index < head.size; index += 1) {
    const key = unpacker.key();
    if (key === String(step)) return unpacker.slice();
    seen.push(key);
    unpacker.skip();
  }
  return missing(step, `an object of ${seen.join(", ") || "no fields"}`);
}

function ofPacked(packed: Uint8Array): Literal {
  const unpacker = new Unpacker(packed);
  const head = unpacker.head();
  switch (head.kind) {
    case "int":
      return { kind: "int", value: String(head.value) };
    case "float":
      return { kind: "float", value: writeFloat(head.value) };
    case "bool":
      return { kind: "bool", value: head.value };
    case "text":
      return { kind: "string", value: head.value };
    case "list":
      return { kind: "list", items: Array.from({ length: head.size }, () => packedLiteral(unpacker.slice())) };
    default:
      return packedLiteral(packed);
  }
}

function packedLiteral(packed: Uint8Array): Literal {
  return { kind: "binary", value: toBase64(packed), tag: "msgpack" };
}

function jsonAt(json: Json, step: string | number): Json {
  if (Array.isArray(json)) {
    const item: Json | undefined = typeof step === "number" ? json[step] : undefined;
    return item === undefined ? missing(step, `a list of ${json.length}`) : item;
  }
  if (typeof json !== "object" || json === null) return missing(step, json === null ? "none" : typeof json);
  const fields = json as Readonly<Record<string, Json>>;
  return Object.hasOwn(fields, step) ? fields[step]! : missing(step, `an object of ${keys(fields)}`);
}

// The older form knows no ints: every number is a float there.
function ofJson(json: Json): Literal {
  if (json === null) return { kind: "none" };
  if (typeof json === "number") return { kind: "float", value: writeFloat(json) };
  if (typeof json === "boolean") return { kind: "bool", value: json };
  if (typeof json === "string") return { kind: "string", value: json };
  return Array.isArray(json) ? { kind: "list", items: json.map(ofJson) } : { kind: "struct", value: json };
}

function keys(entries: object): string {
  return Object.keys(entries).join(", ") || "no fields";
}

function missing(step: string | number, got: string): never {
  const named = typeof step === "number" ? `item ${step}` : `field ${step}`;
  throw failure("VALUE_PATH_MISSING", { step: named, got });
}
