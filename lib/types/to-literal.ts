import { FlytepathError, failure } from "../errors/index.js";
import { toBase64 } from "./base64.js";
import { writeDatetime } from "./datetime.js";
import { describeValue } from "./describe.js";
import { Duration } from "./duration.js";
import { fileLiteral } from "./files/file-literal.js";
import { FlyteError } from "./files/flyte-error.js";
import type { FlowType } from "./flow-type.js";
import type { Literal } from "./literal.js";
import { mismatch } from "./mismatch.js";
import { writeFloat, writeInt } from "./number.js";
import { checkKey, Place } from "./place.js";
import { packStruct } from "./struct/pack-struct.js";
import { checkText } from "./text.js";

type Of<Kind extends FlowType["kind"]> = Extract<FlowType, { kind: Kind }>;

/**
 * A JavaScript value as a literal of its declared type. A union takes its first variant that accepts the value. Fails
 * with `VALUE_TYPE_MISMATCH` and the other `VALUE_` codes; `path` leads the place that the error names.
 */
export function toLiteral(value: unknown, type: FlowType, path?: string): Literal {
  return literalOf(value, type, new Place(path));
}

/** {@link toLiteral} inside a value. @internal */
export function literalOf(value: unknown, type: FlowType, place: Place): Literal {
  switch (type.kind) {
    case "none":
      if (value !== null && value !== undefined) throw mismatch(value, type, place);
      return { kind: "none" };
    case "int":
      if (typeof value !== "bigint" && !(typeof value === "number" && isWhole(value))) {
        throw mismatch(value, type, place);
      }
      return { kind: "int", value: writeInt(value, place) };
    case "float":
      if (typeof value !== "number") throw mismatch(value, type, place);
      return { kind: "float", value: writeFloat(value) };
    case "string":
      if (typeof value !== "string") throw mismatch(value, type, place);
      return { kind: "string", value: checkText(value, place) };
    case "bool":
      if (typeof value !== "boolean") throw mismatch(value, type, place);
      return { kind: "bool", value };
    case "datetime":
      if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw mismatch(value, type, place);
      return { kind: "datetime", value: place.explain(() => writeDatetime(value)) };
    case "duration":
      if (!(value instanceof Duration)) throw mismatch(value, type, place);
      return { kind: "duration", value: value.toString() };
    case "binary":
      if (!(value instanceof Uint8Array)) throw mismatch(value, type, place);
      return { kind: "binary", value: toBase64(value), tag: "" };
    case "error":
      if (!(value instanceof FlyteError)) throw mismatch(value, type, place);
      return { kind: "error", message: value.message, failedNodeId: value.failedNodeId };
    case "struct":
      return { kind: "binary", value: toBase64(packStruct(value, type, place)), tag: "msgpack" };
    case "enum":
      return enumLiteral(value, type, place);
    case "list":
      return listLiteral(value, type, place);
    case "map":
      return mapLiteral(value, type, place);
    case "union":
      return unionLiteral(value, type, place);
    default:
      return fileLiteral(value, type, place);
  }
}

function enumLiteral(value: unknown, type: Of<"enum">, place: Place): Literal {
  if (typeof value !== "string") throw mismatch(value, type, place);
  if (!type.values.includes(value)) {
    throw failure("VALUE_ENUM_UNKNOWN", { got: describeValue(value), values: type.values }, place.facts());
  }
  return { kind: "string", value };
}

function listLiteral(value: unknown, type: Of<"list">, place: Place): Literal {
  if (!Array.isArray(value)) throw mismatch(value, type, place);
  return place.within(value, () => {
    const items = Array.from(value, (item, index) => place.inside(index, () => literalOf(item, type.element, place)));
    return { kind: "list", items };
  });
}

function mapLiteral(value: unknown, type: Of<"map">, place: Place): Literal {
  const entries = entriesOf(value);
  if (entries === undefined) throw mismatch(value, type, place);
  return place.within(value as object, () => {
    const literals = entries
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => {
        if (typeof key !== "string") throw failure("VALUE_KEY_REFUSED", { key: describeValue(key) }, place.facts());
        const literal = place.inside(key, () => literalOf(inner, type.value, place));
        return [checkText(checkKey(key, place), place), literal] as const;
      });
    return { kind: "map", entries: Object.fromEntries(literals) };
  });
}

function unionLiteral(value: unknown, type: Of<"union">, place: Place): Literal {
  const reasons: FlytepathError[] = [];
  for (const variant of type.variants) {
    try {
      const literal = place.deeper(() => literalOf(value, variant, place));
      return { kind: "union", value: literal, type: variant };
    } catch (error) {
      if (!FlytepathError.is(error) || error.code === "VALUE_CYCLIC" || error.code === "VALUE_TOO_DEEP") throw error;
      reasons.push(error);
    }
  }
  // What is wrong inside the only variant that could be meant says more than that none fits.
  const telling = reasons.filter(({ code, path }) => code !== "VALUE_TYPE_MISMATCH" || path !== place.facts().path);
  throw telling.length === 1 ? telling[0]! : mismatch(value, type, place);
}

function entriesOf(value: unknown): readonly (readonly [unknown, unknown])[] | undefined {
  if (value instanceof Map) return [...value];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.entries(value) : undefined;
}

function isWhole(value: number): boolean {
  return Number.isInteger(value);
}
