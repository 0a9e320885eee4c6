import { type DescField, type DescMessage, type JsonValue, ScalarType } from "@bufbuild/protobuf";
import { JsonError, type JsonNode } from "./json-reader.js";

const floating: ReadonlySet<ScalarType> = new Set([ScalarType.FLOAT, ScalarType.DOUBLE]);
const wide: ReadonlySet<ScalarType> = new Set([
  ScalarType.INT64,
  ScalarType.UINT64,
  ScalarType.SINT64,
  ScalarType.SFIXED64,
  ScalarType.FIXED64,
]);

/**
 * The JSON of a message as protobuf's own reader takes it, once it has been judged as Go's reader does: names in either
 * spelling, none unknown or twice, one member of a oneof, values of the field's kind. A lenient reader passes over fields
 * and names of enums that it does not know. Fails with a `JsonError`.
 */
export function judgeFields(
  desc: DescMessage,
  node: JsonNode,
  text: string,
  { isLenient }: { readonly isLenient: boolean },
): JsonValue {
  const place = ({ at }: { readonly at: number }) => {
    const lines = text.slice(0, at).split("\n");
    return `(line ${lines.length}:${lines.at(-1)!.length + 1})`;
  };
  return message(desc, node);

  function message(type: DescMessage, given: JsonNode): JsonValue {
    if (type.typeName.startsWith("google.protobuf.")) return plain(given);
    if (given.kind !== "object") throw unexpected(given);
    const seen = new Set<DescField>();
    const chosen = new Set<string>();
    const entries: [string, JsonValue][] = [];
    for (const { name, at, value } of given.members) {
      const found = type.fields.find((field) => field.jsonName === name || field.name === name);
      if (found === undefined && isLenient) continue;
      if (found === undefined) throw new JsonError(`proto: ${place({ at })}: unknown field ${JSON.stringify(name)}`);
      if (seen.has(found)) throw new JsonError(`proto: ${place({ at })}: duplicate field ${JSON.stringify(name)}`);
      seen.add(found);
      if (value.kind === "null" && !takesNull(found)) continue;
      if (found.oneof !== undefined && chosen.has(found.oneof.name)) {
        const oneof = `${type.typeName}.${found.oneof.name}`;
        throw new JsonError(
          `proto: ${place({ at })}: error parsing ${JSON.stringify(name)}, oneof ${oneof} is already set`,
        );
      }
      if (found.oneof !== undefined) chosen.add(found.oneof.name);
      const read = field(found, value);
      if (read !== undefined) entries.push([found.jsonName, read]);
    }
    return Object.fromEntries(entries);
  }

  function field(desc: DescField, node: JsonNode): JsonValue | undefined {
    if (desc.fieldKind === "list") {
      if (node.kind !== "array") throw unexpected(node);
      return node.items.flatMap((item) => single(desc, item) ?? []);
    }
    if (desc.fieldKind === "map") {
      if (node.kind !== "object") throw unexpected(node);
      const names = new Set<string>();
      const entries = node.members.flatMap(({ name, at, value }): [string, JsonValue][] => {
        if (names.has(name)) throw new JsonError(`proto: ${place({ at })}: duplicate map key ${JSON.stringify(name)}`);
        names.add(name);
        const read = single(desc, value, "value");
        return read === undefined ? [] : [[name, read]];
      });
      // A key may be `__proto__`, which an object literal would take for its prototype.
      return Object.fromEntries(entries);
    }
    return single(desc, node);
  }

  function single(desc: DescField, node: JsonNode, said = desc.jsonName): JsonValue | undefined {
    if (desc.message !== undefined) return message(desc.message, node);
    if (desc.enum !== undefined) {
      const known = node.kind === "string" ? desc.enum.values.some(({ name }) => name === node.value) : isInteger(node);
      if (!known && isLenient && node.kind === "string") return undefined;
      if (!known) throw invalid(said, "enum", node);
      return node.kind === "number" ? Number(node.text) : plain(node);
    }
    return scalar(said, desc.scalar as ScalarType, node);
  }

  function scalar(said: string, type: ScalarType, node: JsonNode): JsonValue {
    const kind = ScalarType[type].toLowerCase();
    if (type === ScalarType.STRING || type === ScalarType.BYTES || type === ScalarType.BOOL) {
      const wanted = type === ScalarType.BOOL ? "boolean" : "string";
      if (node.kind !== wanted) throw invalid(said, kind, node);
      return plain(node);
    }
    const digits = node.kind === "number" ? node.text : node.kind === "string" ? node.value : "";
    if (floating.has(type)) {
      if (digits === "" || (node.kind === "string" && digits.trim() !== digits)) throw invalid(said, kind, node);
      return node.kind === "number" ? Number(digits) : digits;
    }
    const whole = wholeNumber(digits);
    if (whole === undefined) throw invalid(said, kind, node);
    return wide.has(type) ? String(whole) : Number(whole);
  }

  function raw(node: JsonNode): string {
    if (node.kind === "object") return "{";
    if (node.kind === "array") return "[";
    if (node.kind === "number") return node.text;
    return JSON.stringify(node.kind === "null" ? null : node.value);
  }

  function unexpected(node: JsonNode): JsonError {
    return new JsonError(`proto: syntax error ${place(node)}: unexpected token ${raw(node)}`);
  }

  function invalid(said: string, kind: string, node: JsonNode): JsonError {
    return new JsonError(`proto: ${place(node)}: invalid value for ${kind} field ${said}: ${raw(node)}`);
  }
}

function takesNull({ message, enum: values }: DescField): boolean {
  return message?.typeName === "google.protobuf.Value" || values?.typeName === "google.protobuf.NullValue";
}

function isInteger(node: JsonNode): boolean {
  return node.kind === "number" && wholeNumber(node.text) !== undefined;
}

// `1e3` and `2.0` are integers in JSON.
function wholeNumber(text: string): bigint | undefined {
  if (/^-?\d+$/.test(text)) return BigInt(text);
  const value = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

function plain(node: JsonNode): JsonValue {
  switch (node.kind) {
    case "object":
      return Object.fromEntries(node.members.map(({ name, value }) => [name, plain(value)]));
    case "array":
      return node.items.map(plain);
    case "number":
      return Number(node.text);
    case "null":
      return null;
    default:
      return node.value;
  }
}
