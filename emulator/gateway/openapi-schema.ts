import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";

/** A part of the document. */
export type Schema = Readonly<Record<string, unknown>>;

const integer = { type: "integer", format: "int32" };
const long = { type: "string", format: "int64" };
const scalars: Readonly<Record<ScalarType, Schema>> = {
  [ScalarType.DOUBLE]: { type: "number", format: "double" },
  [ScalarType.FLOAT]: { type: "number", format: "float" },
  [ScalarType.INT32]: integer,
  [ScalarType.SINT32]: integer,
  [ScalarType.SFIXED32]: integer,
  [ScalarType.UINT32]: { type: "integer", format: "int64" },
  [ScalarType.FIXED32]: { type: "integer", format: "int64" },
  [ScalarType.INT64]: long,
  [ScalarType.SINT64]: long,
  [ScalarType.SFIXED64]: long,
  [ScalarType.UINT64]: { type: "string", format: "uint64" },
  [ScalarType.FIXED64]: { type: "string", format: "uint64" },
  [ScalarType.BOOL]: { type: "boolean" },
  [ScalarType.STRING]: { type: "string" },
  [ScalarType.BYTES]: { type: "string", format: "byte" },
};

// Messages whose JSON is not an object of their fields.
const wellKnown: Readonly<Record<string, Schema>> = {
  "google.protobuf.Timestamp": { type: "string", format: "date-time" },
  "google.protobuf.Duration": { type: "string" },
  "google.protobuf.BoolValue": { type: "boolean" },
  "google.protobuf.Struct": { type: "object" },
  "google.protobuf.Value": {},
  "google.protobuf.ListValue": { type: "array", items: {} },
  "google.protobuf.Any": { type: "object", properties: { "@type": { type: "string" } }, additionalProperties: {} },
};

/** A reference to the definition of a message. */
export function refTo({ typeName }: DescMessage): Schema {
  return { $ref: `#/definitions/${typeName}` };
}

/** Schema of one value of a field that may stand in a path or a query; undefined for a message. */
export function leafOf(field: DescField): Schema | undefined {
  if (field.enum !== undefined) return { type: "string", enum: field.enum.values.map(({ name }) => name) };
  if (field.message === undefined) return scalars[field.scalar as ScalarType];
  const known = wellKnown[field.message.typeName];
  return known !== undefined && ["string", "boolean"].includes(String(known.type)) ? known : undefined;
}

/** Definitions of messages, and of all that lie in them. */
export function definitions(messages: readonly DescMessage[]): Readonly<Record<string, Schema>> {
  const found = new Map<string, Schema>();
  const waiting = [...messages];
  for (let desc = waiting.pop(); desc !== undefined; desc = waiting.pop()) {
    if (found.has(desc.typeName) || desc.typeName in wellKnown) continue;
    const properties = desc.fields.map((field) => [field.jsonName, schemaOf(field)]);
    found.set(desc.typeName, { type: "object", properties: Object.fromEntries(properties) });
    waiting.push(...desc.fields.flatMap(({ message }) => message ?? []));
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function schemaOf(field: DescField): Schema {
  const { message } = field;
  const item = leafOf(field) ?? (message === undefined ? {} : (wellKnown[message.typeName] ?? refTo(message)));
  if (field.fieldKind === "list") return { type: "array", items: item };
  return field.fieldKind === "map" ? { type: "object", additionalProperties: item } : item;
}
