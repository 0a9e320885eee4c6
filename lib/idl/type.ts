import { create } from "@bufbuild/protobuf";
import type { Column, FlowType, JsonObject, SchemaColumn, SimpleKind, TypeNotes } from "../types/index.js";
import { enumNames } from "./enum-names.js";
import {
  type BlobType,
  BlobType_BlobDimensionality,
  SchemaType_SchemaColumn_SchemaColumnType as ColumnKind,
  type LiteralType,
  LiteralTypeSchema,
  type SchemaType,
  SimpleType,
  type StructuredDatasetType,
  StructuredDatasetTypeSchema,
} from "./gen/flyteidl/core/types_pb.js";
import { known, missing, present } from "./known.js";

const simpleKinds = enumNames<SimpleKind>("LiteralType.simple", {
  none: SimpleType.NONE,
  int: SimpleType.INTEGER,
  float: SimpleType.FLOAT,
  string: SimpleType.STRING,
  bool: SimpleType.BOOLEAN,
  datetime: SimpleType.DATETIME,
  duration: SimpleType.DURATION,
  binary: SimpleType.BINARY,
  error: SimpleType.ERROR,
  struct: SimpleType.STRUCT,
});

const columnKinds = enumNames<SchemaColumn["type"]>("SchemaColumn.type", {
  int: ColumnKind.INTEGER,
  float: ColumnKind.FLOAT,
  string: ColumnKind.STRING,
  bool: ColumnKind.BOOLEAN,
  datetime: ColumnKind.DATETIME,
  duration: ColumnKind.DURATION,
});

// One file or a directory of them, as `BlobType.dimensionality`.
const dimensionalities = enumNames("BlobType.dimensionality", {
  single: BlobType_BlobDimensionality.SINGLE,
  multipart: BlobType_BlobDimensionality.MULTIPART,
});

/** A type as Flyte's `core.LiteralType`. */
export function encodeType(type: FlowType): LiteralType {
  const message = create(LiteralTypeSchema, { type: encodeKind(type) as LiteralType["type"] });
  const { metadata, annotation, structure } = type;
  if (metadata !== undefined) message.metadata = metadata as NonNullable<LiteralType["metadata"]>;
  if (annotation !== undefined) {
    // A JsonObject of ours is read-only, protobuf's is not.
    message.annotation = { $typeName: "flyteidl.core.TypeAnnotation", annotations: annotation as never };
  }
  if (structure !== undefined) {
    message.structure = {
      $typeName: "flyteidl.core.TypeStructure",
      tag: structure.tag ?? "",
      dataclassType: mapValues(structure.fields ?? {}, encodeType),
    };
  }
  return message;
}

/** The type that a `core.LiteralType` describes; WIRE_FIELD_MISSING when its kind is not set. */
export function decodeType(message: LiteralType | undefined, path = ""): FlowType {
  const { type, ...rest } = known(present(message, { message: "value", field: "type" }, path), path);
  return { ...decodeKind(type, path), ...decodeNotes(rest, path) } as FlowType;
}

/** Columns and format of a table as the type's message. */
export function encodeDatasetType(type: Extract<FlowType, { kind: "structuredDataset" }>): StructuredDatasetType {
  return create(StructuredDatasetTypeSchema, {
    columns: type.columns.map(({ name, type: literalType }) => ({ name, literalType: encodeType(literalType) })),
    format: type.format,
    externalSchemaType: type.externalSchemaType ?? "",
    externalSchemaBytes: Buffer.from(type.externalSchema ?? "", "base64"),
  });
}

/** The table type that a message describes; without one it accepts all. */
export function decodeDatasetType(message: StructuredDatasetType | undefined, path: string) {
  const columns: Column[] = [];
  for (const column of message === undefined ? [] : known(message, path).columns) {
    const at = `${path}.${known(column, path).name}`;
    columns.push({ name: column.name, type: decodeType(column.literalType, at) });
  }
  return {
    kind: "structuredDataset" as const,
    columns,
    format: message?.format ?? "",
    ...(message?.externalSchemaType ? { externalSchemaType: message.externalSchemaType } : {}),
    ...(message?.externalSchemaBytes.length
      ? { externalSchema: Buffer.from(message.externalSchemaBytes).toString("base64") }
      : {}),
  };
}

/** Columns of the older table type, as the wire numbers them. */
export function encodeColumns(columns: readonly SchemaColumn[]): { name: string; type: ColumnKind }[] {
  return columns.map(({ name, type }) => ({ name, type: columnKinds.encode(type) }));
}

/** Columns of the older table type; none when there is no type. */
export function decodeColumns(message: SchemaType | undefined, path: string): readonly SchemaColumn[] {
  if (message === undefined) return [];
  return known(message, path).columns.map((column) => ({
    name: known(column, path).name,
    type: columnKinds.decode(column.type, path),
  }));
}

/** Applies a function to every value of a record. */
export function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A, key: string) => B) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

// What `create` accepts for the oneof; nested messages are plain where they have no further types inside.
function encodeKind(type: FlowType): unknown {
  switch (type.kind) {
    case "enum":
      return { case: "enumType", value: { $typeName: "flyteidl.core.EnumType", values: [...type.values] } };
    case "list":
      return { case: "collectionType", value: encodeType(type.element) };
    case "map":
      return { case: "mapValueType", value: encodeType(type.value) };
    case "union":
      return {
        case: "unionType",
        value: { $typeName: "flyteidl.core.UnionType", variants: type.variants.map(encodeType) },
      };
    case "blob":
      return { case: "blob", value: encodeBlobType(type) };
    case "structuredDataset":
      return { case: "structuredDatasetType", value: encodeDatasetType(type) };
    case "schema":
      return { case: "schema", value: { columns: encodeColumns(type.columns) } };
    default:
      return { case: "simple", value: simpleKinds.encode(type.kind) };
  }
}

function decodeKind(type: LiteralType["type"], path: string): FlowType {
  switch (type.case) {
    case "simple":
      return { kind: simpleKinds.decode(type.value, path) };
    case "enumType":
      return { kind: "enum", values: [...known(type.value, path).values] };
    case "collectionType":
      return { kind: "list", element: decodeType(type.value, `${path}[]`) };
    case "mapValueType":
      return { kind: "map", value: decodeType(type.value, `${path}{}`) };
    case "unionType":
      return { kind: "union", variants: known(type.value, path).variants.map((variant) => decodeType(variant, path)) };
    case "blob":
      return { kind: "blob", ...decodeBlobType(type.value, path) };
    case "structuredDatasetType":
      return decodeDatasetType(type.value, path);
    case "schema":
      return { kind: "schema", columns: decodeColumns(type.value, path) };
    case undefined:
      return missing({ message: "type", field: "kind" }, path);
  }
}

/** Format and dimensionality as the type's message. */
export function encodeBlobType({
  format,
  dimensionality,
}: Omit<Extract<FlowType, { kind: "blob" }>, "kind">): BlobType {
  return {
    $typeName: "flyteidl.core.BlobType",
    format,
    dimensionality: dimensionalities.encode(dimensionality),
  };
}

/** Format and dimensionality of a file or directory; any single file when there is no type. */
export function decodeBlobType(message: BlobType | undefined, path: string) {
  if (message === undefined) return { format: "", dimensionality: "single" as const };
  const { format, dimensionality } = known(message, path);
  return { format, dimensionality: dimensionalities.decode(dimensionality, path) };
}

function decodeNotes({ metadata, annotation, structure }: Omit<LiteralType, "type">, path: string): TypeNotes {
  return {
    ...(metadata === undefined ? {} : { metadata: metadata as JsonObject }),
    ...(annotation === undefined
      ? {}
      : { annotation: (known(annotation, path).annotations as JsonObject | undefined) ?? {} }),
    ...(structure === undefined ? {} : { structure: decodeStructure(structure, path) }),
  };
}

function decodeStructure(structure: NonNullable<LiteralType["structure"]>, path: string) {
  const { tag, dataclassType } = known(structure, path);
  const fields = mapValues(dataclassType, (field, name) => decodeType(field, `${path}.${name}`));
  return { ...(tag === "" ? {} : { tag }), ...(Object.keys(fields).length === 0 ? {} : { fields }) };
}
