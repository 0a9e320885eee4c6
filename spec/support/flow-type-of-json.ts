import type { FlowType, JsonObject, SchemaColumn, SimpleKind } from "../../lib/types/index.js";

/** A type in proto-JSON, as golden files of flytekit have it. */
export interface TypeJson {
  readonly simple?: string;
  readonly enumType?: { readonly values?: readonly string[] };
  readonly collectionType?: TypeJson;
  readonly mapValueType?: TypeJson;
  readonly unionType?: { readonly variants?: readonly TypeJson[] };
  readonly blob?: { readonly format?: string; readonly dimensionality?: string };
  readonly schema?: { readonly columns?: readonly { readonly name: string; readonly type?: string }[] };
  readonly structuredDatasetType?: {
    readonly columns?: readonly { readonly name: string; readonly literalType: TypeJson }[];
    readonly format?: string;
  };
  readonly metadata?: JsonObject;
  readonly structure?: { readonly tag?: string; readonly dataclassType?: Readonly<Record<string, TypeJson>> };
}

/** Reads a type of a golden file without the wire, so that specs of types need no protobuf. */
export function flowTypeOf(json: TypeJson): FlowType {
  const { tag, dataclassType } = json.structure ?? {};
  const fields =
    dataclassType === undefined
      ? {}
      : { fields: Object.fromEntries(Object.entries(dataclassType).map(([name, type]) => [name, flowTypeOf(type)])) };
  return {
    ...bare(json),
    ...(json.metadata === undefined ? {} : { metadata: json.metadata }),
    ...(json.structure === undefined ? {} : { structure: { ...(tag === undefined ? {} : { tag }), ...fields } }),
  };
}

const names: Readonly<Record<string, string>> = { integer: "int", boolean: "bool" };

function kindOf(name: string): string {
  const kind = name.toLowerCase();
  return names[kind] ?? kind;
}

function bare(json: TypeJson): FlowType {
  if (json.simple !== undefined) return { kind: kindOf(json.simple) as SimpleKind };
  if (json.enumType !== undefined) return { kind: "enum", values: json.enumType.values ?? [] };
  if (json.collectionType !== undefined) return { kind: "list", element: flowTypeOf(json.collectionType) };
  if (json.mapValueType !== undefined) return { kind: "map", value: flowTypeOf(json.mapValueType) };
  if (json.unionType !== undefined) return { kind: "union", variants: (json.unionType.variants ?? []).map(flowTypeOf) };
  if (json.blob !== undefined) {
    const { format = "", dimensionality } = json.blob;
    return { kind: "blob", format, dimensionality: dimensionality === "MULTIPART" ? "multipart" : "single" };
  }
  if (json.schema !== undefined) {
    const columns = (json.schema.columns ?? []).map(({ name, type = "INTEGER" }) => ({
      name,
      type: kindOf(type) as SchemaColumn["type"],
    }));
    return { kind: "schema", columns };
  }
  if (json.structuredDatasetType === undefined) return { kind: "none" };
  const { columns = [], format = "" } = json.structuredDatasetType;
  const read = columns.map(({ name, literalType }) => ({ name, type: flowTypeOf(literalType) }));
  return { kind: "structuredDataset", columns: read, format };
}
