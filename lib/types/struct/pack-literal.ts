import { failure } from "../../errors/index.js";
import { fromBase64 } from "../base64.js";
import { Duration } from "../duration.js";
import type { Json } from "../json.js";
import type { Literal } from "../literal.js";
import type { Packer } from "../msgpack/packer.js";
import { readFloat, readInt } from "../number.js";

/** Writes a literal as it stands inside a packed object, in the shapes that flytekit's readers know. */
export function packLiteral(literal: Literal, packer: Packer): Packer {
  switch (literal.kind) {
    case "none":
      return packer.nil();
    case "int":
      return packer.int(readInt(literal.value));
    case "float":
      return packer.float(readFloat(literal.value));
    case "bool":
      return packer.bool(literal.value);
    case "string":
      return packer.text(literal.value);
    case "datetime":
      return packer.text(pythonTime(literal.value));
    case "duration":
      return packer.float(Number(Duration.parse(literal.value).nanoseconds) / 1e9);
    case "binary":
      return literal.tag === "msgpack"
        ? packer.raw(fromBase64(literal.value))
        : packer.binary(fromBase64(literal.value));
    case "struct":
      return packJson(literal.value, packer);
    case "union":
      return packLiteral(literal.value, packer);
    case "list":
      packer.list(literal.items.length);
      for (const item of literal.items) packLiteral(item, packer);
      return packer;
    case "map":
      return packMap(literal.entries, packer, packLiteral);
    case "offloaded":
      throw failure("VALUE_OFFLOADED", { uri: literal.uri });
    default:
      return packMap(addressOf(literal), packer, packJson);
  }
}

/** A moment as Python's `isoformat` writes it: six digits of a second or none, and an offset in place of the Z. */
export function pythonTime(canonical: string): string {
  const [, whole, fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(canonical)!;
  const micros = fraction.padEnd(6, "0").slice(0, 6);
  return `${whole}${/[1-9]/.test(micros) ? `.${micros}` : ""}+00:00`;
}

function packJson(value: Json, packer: Packer): Packer {
  if (value === null) return packer.nil();
  if (typeof value === "boolean") return packer.bool(value);
  if (typeof value === "string") return packer.text(value);
  if (typeof value === "number") return packer.float(value);
  if (!isList(value)) return packMap(value, packer, packJson);
  packer.list(value.length);
  for (const item of value) packJson(item, packer);
  return packer;
}

function packMap<T>(
  entries: Readonly<Record<string, T>>,
  packer: Packer,
  pack: (value: T, packer: Packer) => Packer,
): Packer {
  const pairs = Object.entries(entries);
  packer.map(pairs.length);
  for (const [key, value] of pairs) {
    packer.text(key);
    pack(value, packer);
  }
  return packer;
}

function addressOf(
  literal: Extract<Literal, { kind: "blob" | "structuredDataset" | "schema" | "error" }>,
): Readonly<Record<string, Json>> {
  if (literal.kind === "blob") return { path: literal.uri };
  if (literal.kind === "schema") return { remote_path: literal.uri };
  if (literal.kind === "structuredDataset") return { uri: literal.uri, file_format: literal.type.format };
  return { message: literal.message, failed_node_id: literal.failedNodeId };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
