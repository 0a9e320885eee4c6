import { failure } from "../../errors/index.js";
import { fromBase64 } from "../base64.js";
import { readDatetime, toDate } from "../datetime.js";
import { describeType, describeValue } from "../describe.js";
import { Duration } from "../duration.js";
import { FlyteDirectory } from "../files/flyte-directory.js";
import { FlyteError } from "../files/flyte-error.js";
import { FlyteFile } from "../files/flyte-file.js";
import { FlyteSchema } from "../files/flyte-schema.js";
import { markReceived } from "../files/reach.js";
import { StructuredDataset } from "../files/structured-dataset.js";
import type { FlowType } from "../flow-type.js";
import { mismatch } from "../mismatch.js";
import { readInt } from "../number.js";
import { checkKey, type Place } from "../place.js";
import type { Value } from "../value.js";

/**
 * Data from inside an object, packed or of the older form, as the type says it is: a text becomes a Date, a whole
 * double an int, an address a file. Fails with `VALUE_TYPE_MISMATCH` and the other `VALUE_` codes.
 */
export function readUnpacked(raw: unknown, type: FlowType, place: Place): Value {
  switch (type.kind) {
    case "none":
      return raw === null ? null : refuse(raw, type, place);
    case "int":
      return readWhole(raw, type, place);
    case "float":
      return typeof raw === "number" || typeof raw === "bigint" ? Number(raw) : refuse(raw, type, place);
    case "string":
      return typeof raw === "string" ? raw : refuse(raw, type, place);
    case "bool":
      return typeof raw === "boolean" ? raw : refuse(raw, type, place);
    case "datetime":
      if (raw instanceof Date) return raw;
      return typeof raw === "string" ? toDate(place.explain(() => readDatetime(raw))) : refuse(raw, type, place);
    case "duration":
      return readSpan(raw, type, place);
    case "binary":
      if (raw instanceof Uint8Array) return raw;
      return typeof raw === "string" ? fromBase64(raw, place) : refuse(raw, type, place);
    case "enum":
      return readEnum(raw, type, place);
    case "list":
      if (!Array.isArray(raw)) return refuse(raw, type, place);
      return raw.map((item, index) => place.inside(index, () => readUnpacked(item, type.element, place)));
    case "map":
      return readMap(raw, type, place);
    case "union":
      return readUnion(raw, type, place);
    case "struct":
      return readStruct(raw, type, place);
    default:
      return readAddress(raw, type, place);
  }
}

function readWhole(raw: unknown, type: FlowType, place: Place): Value {
  if (typeof raw === "bigint") return raw;
  if (typeof raw !== "number" || !Number.isInteger(raw)) return refuse(raw, type, place);
  return readInt(BigInt(raw));
}

function readSpan(raw: unknown, type: FlowType, place: Place): Value {
  if (raw instanceof Duration) return raw;
  if (typeof raw === "number") return place.explain(() => Duration.of({ seconds: raw }));
  return typeof raw === "string" ? place.explain(() => Duration.parse(raw)) : refuse(raw, type, place);
}

function readEnum(raw: unknown, { values }: FlowType & { kind: "enum" }, place: Place): Value {
  if (typeof raw === "string" && values.includes(raw)) return raw;
  throw failure("VALUE_ENUM_UNKNOWN", { got: describeValue(raw), values }, place.facts());
}

function readMap(raw: unknown, type: FlowType & { kind: "map" }, place: Place): Value {
  if (!isRecord(raw)) return refuse(raw, type, place);
  const entries = Object.entries(raw).map(
    ([key, inner]) => [checkKey(key, place), place.inside(key, () => readUnpacked(inner, type.value, place))] as const,
  );
  return Object.fromEntries(entries);
}

function readUnion(raw: unknown, type: FlowType & { kind: "union" }, place: Place): Value {
  for (const variant of type.variants) {
    try {
      return place.deeper(() => readUnpacked(raw, variant, place));
    } catch {
      // Another variant may take it.
    }
  }
  return refuse(raw, type, place);
}

// Fields beyond the declared ones are kept: a value of a subclass may stand where its parent is expected.
function readStruct(raw: unknown, type: FlowType, place: Place): Value {
  const fields = type.structure?.fields;
  if (fields === undefined) return raw as Value;
  if (!isRecord(raw)) return refuse(raw, type, place);
  const required = type.metadata?.required;
  const missing = Object.keys(fields).find(
    (name) => raw[name] === undefined && Array.isArray(required) && required.includes(name),
  );
  if (missing !== undefined) {
    const expected = describeType(fields[missing]!);
    throw failure("VALUE_FIELD_MISSING", { field: missing, expected }, place.facts());
  }
  const entries = Object.entries(raw).map(([name, inner]) => {
    const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const value = known === undefined ? (inner as Value) : place.inside(name, () => readUnpacked(inner, known, place));
    return [checkKey(name, place), value] as const;
  });
  return Object.fromEntries(entries);
}

function readAddress(raw: unknown, type: FlowType, place: Place): Value {
  const uri = typeof raw === "string" ? raw : isRecord(raw) ? (raw.path ?? raw.uri ?? raw.remote_path) : "";
  if (type.kind === "error" && isRecord(raw) && typeof raw.message === "string") {
    return new FlyteError(raw.message, { failedNodeId: String(raw.failed_node_id ?? "") });
  }
  if (typeof uri !== "string" || uri === "") return refuse(raw, type, place);
  if (type.kind === "blob") {
    return markReceived(new (type.dimensionality === "single" ? FlyteFile : FlyteDirectory)(uri, type));
  }
  if (type.kind === "schema") return markReceived(new FlyteSchema(uri, type));
  if (type.kind !== "structuredDataset") return refuse(raw, type, place);
  const written = isRecord(raw) && typeof raw.file_format === "string" ? raw.file_format : type.format;
  return markReceived(new StructuredDataset(uri, { columns: type.columns, format: written }));
}

function refuse(raw: unknown, type: FlowType, place: Place): never {
  throw mismatch(raw, type, place);
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw) && !ArrayBuffer.isView(raw);
}
