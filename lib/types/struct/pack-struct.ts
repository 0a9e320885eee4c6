import { failure } from "../../errors/index.js";
import { describeType, describeValue } from "../describe.js";
import { Duration } from "../duration.js";
import { writtenUri } from "../files/file-literal.js";
import { FlyteDirectory } from "../files/flyte-directory.js";
import { FlyteFile } from "../files/flyte-file.js";
import { FlyteSchema } from "../files/flyte-schema.js";
import { finalUri } from "../files/reach.js";
import { StructuredDataset } from "../files/structured-dataset.js";
import type { FlowType } from "../flow-type.js";
import { mismatch } from "../mismatch.js";
import { Packer } from "../msgpack/packer.js";
import { checkKey, type Place } from "../place.js";
import { checkText } from "../text.js";
import { literalOf } from "../to-literal.js";
import { packLiteral, pythonTime } from "./pack-literal.js";

/**
 * An object as flytekit packs it. Fields that the type declares are checked against it, written in declared order, and
 * their floats stay floats; without declared fields any plain data is taken as it is, and whole numbers become ints.
 */
export function packStruct(value: unknown, type: FlowType, place: Place): Uint8Array {
  const packer = new Packer();
  const fields = type.structure?.fields;
  if (fields !== undefined && Object.keys(fields).length > 0) packFields(value, { ...type, fields }, place, packer);
  else packFree(value, place, packer);
  return packer.bytes();
}

function packFields(
  value: unknown,
  type: FlowType & { readonly fields: Readonly<Record<string, FlowType>> },
  place: Place,
  packer: Packer,
): Packer {
  const { fields } = type;
  if (!isRecord(value)) throw mismatch(value, type, place);
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) {
    throw failure("VALUE_FIELD_UNKNOWN", { field: unknown, known: Object.keys(fields) }, place.facts());
  }
  const names = Object.keys(fields).filter((name) => value[name] !== undefined || isNeeded(name, type, place));
  return place.within(value, () => {
    packer.map(names.length);
    for (const name of names) {
      packer.text(checkText(checkKey(name, place), place));
      const literal = place.inside(name, () => literalOf(value[name], fields[name]!, place));
      packLiteral(literal, packer);
    }
    return packer;
  });
}

// A field without value is left out where its reader has a default, and is null where null is allowed.
function isNeeded(
  name: string,
  { fields, metadata }: FlowType & { readonly fields: Readonly<Record<string, FlowType>> },
  place: Place,
): boolean {
  const type = fields[name]!;
  const required = metadata?.required;
  if (takesNone(type)) return true;
  if (metadata !== undefined && !(Array.isArray(required) && required.includes(name))) return false;
  throw failure("VALUE_FIELD_MISSING", { field: name, expected: describeType(type) }, place.facts());
}

function takesNone(type: FlowType): boolean {
  return type.kind === "none" || (type.kind === "union" && type.variants.some(takesNone));
}

function packFree(value: unknown, place: Place, packer: Packer): Packer {
  switch (typeof value) {
    case "undefined":
      return packer.nil();
    case "boolean":
      return packer.bool(value);
    case "string":
      return packer.text(checkText(value, place));
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? packer.int(value) : packer.float(value);
    case "bigint":
      if (value >= -(2n ** 63n) && value < 2n ** 64n) return packer.int(value);
      throw failure("VALUE_INT_OUT_OF_RANGE", { got: describeValue(value) }, place.facts());
    case "object":
      return value === null ? packer.nil() : packObject(value, place, packer);
    default:
      throw mismatch(value, "plain data", place);
  }
}

function packObject(value: object, place: Place, packer: Packer): Packer {
  if (value instanceof Uint8Array) return packer.binary(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return packer.text(pythonTime(value.toISOString()));
  if (value instanceof Duration) return packer.float(Number(value.nanoseconds) / 1e9);
  const file = fileFields(value, place);
  return place.within(value, () => {
    if (Array.isArray(value)) return packItems(value, place, packer);
    if (file !== undefined) return packEntries(Object.entries(file), place, packer);
    if (value instanceof Map) return packEntries([...value], place, packer);
    if (isRecord(value)) return packEntries(Object.entries(value), place, packer);
    throw mismatch(value, "plain data", place);
  });
}

function packItems(items: readonly unknown[], place: Place, packer: Packer): Packer {
  packer.list(items.length);
  for (let index = 0; index < items.length; index += 1) {
    place.inside(index, () => packFree(items[index], place, packer));
  }
  return packer;
}

function packEntries(entries: readonly (readonly [unknown, unknown])[], place: Place, packer: Packer): Packer {
  const present = entries.filter(([, inner]) => inner !== undefined);
  packer.map(present.length);
  for (const [key, inner] of present) {
    if (typeof key === "string") packer.text(checkText(checkKey(key, place), place));
    else if (typeof key === "bigint" || Number.isSafeInteger(key)) packer.int(key as number | bigint);
    else throw failure("VALUE_KEY_REFUSED", { key: describeValue(key) }, place.facts());
    place.inside(String(key), () => packFree(inner, place, packer));
  }
  return packer;
}

// The shapes that flytekit's readers know inside of objects.
function fileFields(value: object, place: Place): Readonly<Record<string, unknown>> | undefined {
  if (value instanceof FlyteFile || value instanceof FlyteDirectory) return { path: writtenUri(value, place) };
  if (value instanceof FlyteSchema) return { remote_path: finalUri(value) };
  if (!(value instanceof StructuredDataset)) return undefined;
  return { uri: writtenUri(value, place), file_format: value.format === "" ? "parquet" : value.format };
}

// A user's own class counts as an object of its fields; the language's and Node's do not: they keep theirs elsewhere.
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  const tag = Object.prototype.toString.call(value);
  return tag === "[object Object]" && !(value instanceof Promise);
}
