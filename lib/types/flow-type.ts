import type { JsonObject } from "./json.js";

/** Kinds of {@link FlowType} that need no further description. */
export type SimpleKind =
  | "none"
  | "int"
  | "float"
  | "string"
  | "bool"
  | "datetime"
  | "duration"
  | "binary"
  | "error"
  | "struct";

/** A column of a structured dataset. */
export interface Column {
  readonly name: string;
  readonly type: FlowType;
}

/** A column of Flyte's older `schema` type, which knows six kinds only. */
export interface SchemaColumn {
  readonly name: string;
  readonly type: "int" | "float" | "string" | "bool" | "datetime" | "duration";
}

/** What any type may carry besides its kind; Flyte's fields of the same names. */
export interface TypeNotes {
  /** JSON schema of a struct, or hints; Flyte's `LiteralType.metadata`. */
  readonly metadata?: JsonObject;
  /** Flyte's `LiteralType.annotation.annotations`. */
  readonly annotation?: JsonObject;
  /** Flyte's `LiteralType.structure`: the variant's tag in a union, and the fields of a struct. */
  readonly structure?: {
    readonly tag?: string;
    readonly fields?: Readonly<Record<string, FlowType>>;
  };
}

/**
 * What a value can be: Flyte's `core.LiteralType` as plain data. Integers have 64 bits. A struct is a DTO or free-form
 * object; `blob` is a file (`single`) or a directory (`multipart`).
 */
export type FlowType = TypeNotes &
  (
    | { readonly kind: SimpleKind }
    | { readonly kind: "enum"; readonly values: readonly string[] }
    | { readonly kind: "list"; readonly element: FlowType }
    | { readonly kind: "map"; readonly value: FlowType }
    | { readonly kind: "union"; readonly variants: readonly FlowType[] }
    | { readonly kind: "blob"; readonly format: string; readonly dimensionality: Dimensionality }
    | {
        readonly kind: "structuredDataset";
        readonly columns: readonly Column[];
        /** `parquet`, `csv` …; empty accepts all. */
        readonly format: string;
        readonly externalSchemaType?: string;
        /** Base64. */
        readonly externalSchema?: string;
      }
    | { readonly kind: "schema"; readonly columns: readonly SchemaColumn[] }
  );

/** One file, or a directory of them. */
export type Dimensionality = "single" | "multipart";

/** One input or output: its type and what it is for. */
export interface Variable {
  readonly type: FlowType;
  readonly description?: string;
  /** Parts of the wire's Variable that flytepath only carries, as proto JSON: what links it to an artifact. */
  readonly rest?: JsonObject;
}

/** Inputs or outputs by name, in written order. */
export type Variables = Readonly<Record<string, Variable>>;

/** What a task, workflow or launch plan takes and gives; Flyte's `TypedInterface`. */
export interface Interface {
  readonly inputs: Variables;
  readonly outputs: Variables;
}
