import type { Dimensionality, FlowType, SchemaColumn } from "./flow-type.js";
import type { Json } from "./json.js";

/** What any literal may carry besides its value. */
export interface LiteralNotes {
  /** Stands for the value in cache keys. */
  readonly hash?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A value as it crosses an edge, a journal or a wire: Flyte's `core.Literal` as plain data that JSON holds without loss.
 *
 * - `int`: decimal text of a signed 64-bit integer, so that no digit is lost.
 * - `float`: a number, or `"NaN"`, `"Infinity"`, `"-Infinity"`, `"-0"`, which JSON cannot hold.
 * - `datetime`: RFC 3339 in UTC with up to nine digits and no trailing zeros, `2024-01-02T03:04:05.000000006Z`.
 * - `duration`: seconds with up to nine digits, no trailing zeros and an `s`: `5400s`, `0.5s`.
 * - `binary`: base64; a DTO or free-form object is one with tag `msgpack`.
 * - `struct`: the older form of objects (protobuf `Struct`), whose numbers are all doubles.
 * - an enum's value is a `string`.
 */
export type Literal = LiteralNotes &
  (
    | { readonly kind: "none" }
    | { readonly kind: "int"; readonly value: string }
    | { readonly kind: "float"; readonly value: number | "NaN" | "Infinity" | "-Infinity" | "-0" }
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "bool"; readonly value: boolean }
    | { readonly kind: "datetime"; readonly value: string }
    | { readonly kind: "duration"; readonly value: string }
    | { readonly kind: "binary"; readonly value: string; readonly tag: string }
    | { readonly kind: "struct"; readonly value: Json }
    | { readonly kind: "error"; readonly message: string; readonly failedNodeId: string }
    | {
        readonly kind: "blob";
        readonly uri: string;
        readonly format: string;
        readonly dimensionality: Dimensionality;
      }
    | {
        readonly kind: "structuredDataset";
        readonly uri: string;
        readonly type: Extract<FlowType, { kind: "structuredDataset" }>;
      }
    | { readonly kind: "schema"; readonly uri: string; readonly columns: readonly SchemaColumn[] }
    | { readonly kind: "union"; readonly value: Literal; readonly type: FlowType }
    | { readonly kind: "list"; readonly items: readonly Literal[] }
    | { readonly kind: "map"; readonly entries: Readonly<Record<string, Literal>> }
    | { readonly kind: "offloaded"; readonly uri: string; readonly sizeBytes: string; readonly type: FlowType }
  );

/** Values by name; Flyte's `LiteralMap`. */
export type Literals = Readonly<Record<string, Literal>>;
