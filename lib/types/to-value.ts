import { failure } from "../errors/index.js";
import { fromBase64 } from "./base64.js";
import { toDate } from "./datetime.js";
import { Duration } from "./duration.js";
import { FlyteDirectory } from "./files/flyte-directory.js";
import { FlyteError } from "./files/flyte-error.js";
import { FlyteFile } from "./files/flyte-file.js";
import { FlyteSchema } from "./files/flyte-schema.js";
import { markReceived } from "./files/reach.js";
import { StructuredDataset } from "./files/structured-dataset.js";
import type { FlowType } from "./flow-type.js";
import type { Literal } from "./literal.js";
import { mismatch } from "./mismatch.js";
import { unpack } from "./msgpack/unpacker.js";
import { readFloat, readInt } from "./number.js";
import { checkKey, Place } from "./place.js";
import { readUnpacked } from "./struct/read-unpacked.js";
import type { Value } from "./value.js";

/**
 * The JavaScript value of a literal. With the type it is read as, it also takes what flytekit's readers take: a whole
 * float for an int, an int for a float, and packed bytes for anything; declared fields of a struct come out typed.
 * Fails with `VALUE_TYPE_MISMATCH`, `VALUE_BINARY_MALFORMED`, `VALUE_OFFLOADED`; `path` leads the place in the error.
 */
export function toValue(literal: Literal, type?: FlowType, path?: string): Value {
  return valueIn(literal, type, new Place(path));
}

function valueIn(literal: Literal, type: FlowType | undefined, place: Place): Value {
  if (literal.kind === "union") return place.deeper(() => valueIn(literal.value, variantFor(literal, type), place));
  if (literal.kind === "list") return listValue(literal, type, place);
  if (literal.kind === "map") return mapValue(literal, type, place);
  const raw = place.explain(() => scalarValue(literal));
  if (type === undefined || isAs(literal, type)) return raw;
  const written = literal.kind === "struct" || (literal.kind === "binary" && literal.tag === "msgpack");
  const number = literal.kind === "int" || literal.kind === "float";
  if (!written && !number && type.kind !== "union") throw mismatch(raw, type, place);
  if (type.kind === "union" && !written && !number) return ofSomeVariant(literal, type, place);
  return readUnpacked(raw, type, place);
}

function scalarValue(literal: Exclude<Literal, { kind: "union" | "list" | "map" }>): Value {
  switch (literal.kind) {
    case "none":
      return null;
    case "int":
      return readInt(literal.value);
    case "float":
      return readFloat(literal.value);
    case "datetime":
      return toDate(literal.value);
    case "duration":
      return Duration.parse(literal.value);
    case "binary":
      // The reader gives JavaScript data and nothing else.
      return literal.tag === "msgpack" ? (unpack(fromBase64(literal.value)) as Value) : fromBase64(literal.value);
    case "struct":
      return literal.value as Value;
    case "error":
      return new FlyteError(literal.message, literal);
    case "blob": {
      const Class = literal.dimensionality === "single" ? FlyteFile : FlyteDirectory;
      return markReceived(new Class(literal.uri, literal));
    }
    case "structuredDataset":
      return markReceived(new StructuredDataset(literal.uri, literal.type));
    case "schema":
      return markReceived(new FlyteSchema(literal.uri, literal));
    case "offloaded":
      throw failure("VALUE_OFFLOADED", { uri: literal.uri });
    default:
      return literal.value;
  }
}

function listValue(literal: Literal & { kind: "list" }, type: FlowType | undefined, place: Place): Value {
  if (type?.kind === "union") return ofSomeVariant(literal, type, place);
  if (type !== undefined && type.kind !== "list") throw mismatch(literal.items, type, place);
  return literal.items.map((item, index) => place.inside(index, () => valueIn(item, type?.element, place)));
}

function mapValue(literal: Literal & { kind: "map" }, type: FlowType | undefined, place: Place): Value {
  if (type?.kind === "union") return ofSomeVariant(literal, type, place);
  if (type !== undefined && type.kind !== "map") throw mismatch(literal.entries, type, place);
  const entries = Object.entries(literal.entries).map(
    ([key, inner]) => [checkKey(key, place), place.inside(key, () => valueIn(inner, type?.value, place))] as const,
  );
  return Object.fromEntries(entries);
}

// The stored type chose the variant when the value was made; the declared one may know more about it.
function variantFor(literal: Literal & { kind: "union" }, type: FlowType | undefined): FlowType | undefined {
  if (type === undefined) return undefined;
  if (type.kind !== "union") return type;
  const stored = literal.type;
  const alike = type.variants.filter(({ kind }) => kind === stored.kind);
  const tagged = alike.find(({ structure }) => structure?.tag === stored.structure?.tag);
  return tagged ?? (alike.length === 1 ? alike[0] : type.variants.length === 1 ? type.variants[0] : stored);
}

function ofSomeVariant(literal: Literal, type: FlowType & { kind: "union" }, place: Place): Value {
  for (const variant of type.variants) {
    try {
      return place.deeper(() => valueIn(literal, variant, place));
    } catch {
      // Another variant may take it.
    }
  }
  throw mismatch(valueIn(literal, undefined, place), type, place);
}

function isAs(literal: Literal, type: FlowType): boolean {
  if (type.kind === "struct") {
    const isStruct = literal.kind === "struct" || (literal.kind === "binary" && literal.tag === "msgpack");
    return isStruct && type.structure?.fields === undefined;
  }
  if (type.kind === "enum") return literal.kind === "string" && type.values.includes(literal.value);
  if (type.kind === "binary") return literal.kind === "binary" && literal.tag !== "msgpack";
  if (literal.kind === "blob" && type.kind === "blob") return literal.dimensionality === type.dimensionality;
  const tables = ["schema", "structuredDataset"];
  return literal.kind === type.kind || (tables.includes(literal.kind) && tables.includes(type.kind));
}
