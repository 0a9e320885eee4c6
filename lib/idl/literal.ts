import { create } from "@bufbuild/protobuf";
import { failure } from "../errors/index.js";
import type { Json, JsonObject, Literal, LiteralNotes, Literals } from "../types/index.js";
import {
  type LiteralMap,
  LiteralMapSchema,
  type Literal as LiteralMessage,
  type LiteralOffloadedMetadata,
  LiteralOffloadedMetadataSchema,
  LiteralSchema,
  type Primitive,
  type Scalar,
  ScalarSchema,
} from "./gen/flyteidl/core/literals_pb.js";
import { known, missing, present } from "./known.js";
import { fromDuration, fromTimestamp, toDuration, toTimestamp } from "./time.js";
import {
  decodeBlobType,
  decodeColumns,
  decodeDatasetType,
  decodeType,
  encodeBlobType,
  encodeColumns,
  encodeDatasetType,
  encodeType,
  mapValues,
} from "./type.js";

/** Literals that the wire holds as one `Scalar`. */
export type ScalarLiteral = Exclude<Literal, { kind: "list" | "map" | "offloaded" }>;

/** A value as Flyte's `core.Literal`; WIRE_TEXT_MALFORMED where the text of a number or time is none. */
export function encodeLiteral(literal: Literal): LiteralMessage {
  const message = create(LiteralSchema, { value: encodeValue(literal) });
  if (literal.hash !== undefined) message.hash = literal.hash;
  if (literal.metadata !== undefined) message.metadata = { ...literal.metadata };
  return message;
}

/** The value that a `core.Literal` holds; WIRE_FIELD_MISSING when it holds none, also deep inside. */
export function decodeLiteral(message: LiteralMessage, path = ""): Literal {
  const { value, hash, metadata } = known(message, path);
  const notes: LiteralNotes = {
    ...(hash === "" ? {} : { hash }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata: { ...metadata } }),
  };
  return { ...decodeValue(value, path), ...notes } as Literal;
}

/** Values by name as a `core.LiteralMap`. */
export function encodeLiterals(literals: Literals): LiteralMap {
  return create(LiteralMapSchema, { literals: mapValues(literals, encodeLiteral) });
}

/** The values of a `core.LiteralMap`; none when there is no map. */
export function decodeLiterals(message: LiteralMap | undefined, path = ""): Literals {
  if (message === undefined) return {};
  return mapValues(known(message, path).literals, (literal, name) => decodeLiteral(literal, join(path, name)));
}

/** Encodes what is no list, map or offloaded value; the notes are the caller's. @internal */
export function encodeScalar(literal: ScalarLiteral): Scalar {
  return create(ScalarSchema, { value: scalarValue(literal) });
}

/** @internal */
export function decodeScalar(scalar: Scalar, path: string): ScalarLiteral {
  const { value } = known(scalar, path);
  switch (value.case) {
    case "primitive":
      return decodePrimitive(known(value.value, path), path);
    case "noneType":
      known(value.value, path);
      return { kind: "none" };
    case "blob": {
      const { uri, metadata } = known(value.value, path);
      return { kind: "blob", uri, ...decodeBlobType(metadata && known(metadata, path).type, path) };
    }
    case "binary": {
      const { value: bytes, tag } = known(value.value, path);
      return { kind: "binary", value: base64(bytes), tag };
    }
    case "generic":
      return { kind: "struct", value: value.value as Json };
    case "error": {
      const { message, failedNodeId } = known(value.value, path);
      return { kind: "error", message, failedNodeId };
    }
    case "schema": {
      const { uri, type } = known(value.value, path);
      return { kind: "schema", uri, columns: decodeColumns(type, path) };
    }
    case "structuredDataset": {
      const { uri, metadata } = known(value.value, path);
      const type = decodeDatasetType(metadata && known(metadata, path).structuredDatasetType, path);
      return { kind: "structuredDataset", uri, type };
    }
    case "union": {
      const { value: inner, type } = known(value.value, path);
      const literal = decodeLiteral(present(inner, { message: "union", field: "value" }, path), path);
      return { kind: "union", value: literal, type: decodeType(type, path) };
    }
    case undefined:
      return missing({ message: "scalar", field: "value" }, path);
  }
}

/** @internal */
export function encodeOffloaded(literal: Extract<Literal, { kind: "offloaded" }>): LiteralOffloadedMetadata {
  return create(LiteralOffloadedMetadataSchema, {
    uri: literal.uri,
    sizeBytes: integer(literal.sizeBytes),
    inferredType: encodeType(literal.type),
  });
}

/** @internal */
export function decodeOffloaded(message: LiteralOffloadedMetadata, path: string): Literal {
  const { uri, sizeBytes, inferredType } = known(message, path);
  return { kind: "offloaded", uri, sizeBytes: String(sizeBytes), type: decodeType(inferredType, path) };
}

/** @internal */
export function decodePrimitive({ value }: Primitive, path: string): ScalarLiteral {
  switch (value.case) {
    case "integer":
      return { kind: "int", value: String(value.value) };
    case "floatValue":
      return { kind: "float", value: decodeFloat(value.value) };
    case "stringValue":
      return { kind: "string", value: value.value };
    case "boolean":
      return { kind: "bool", value: value.value };
    case "datetime":
      return { kind: "datetime", value: fromTimestamp(known(value.value, path)) };
    case "duration":
      return { kind: "duration", value: fromDuration(known(value.value, path)) };
    case undefined:
      return missing({ message: "primitive", field: "value" }, path);
  }
}

/** @internal */
export function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function encodeValue(literal: Literal): LiteralMessage["value"] {
  switch (literal.kind) {
    case "list":
      return {
        case: "collection",
        value: { $typeName: "flyteidl.core.LiteralCollection", literals: literal.items.map(encodeLiteral) },
      };
    case "map":
      return { case: "map", value: encodeLiterals(literal.entries) };
    case "offloaded":
      return { case: "offloadedMetadata", value: encodeOffloaded(literal) };
    default:
      return { case: "scalar", value: encodeScalar(literal) };
  }
}

function decodeValue(value: LiteralMessage["value"], path: string): Literal {
  switch (value.case) {
    case "scalar":
      return decodeScalar(value.value, path);
    case "collection":
      return {
        kind: "list",
        items: known(value.value, path).literals.map((item, index) => decodeLiteral(item, `${path}[${index}]`)),
      };
    case "map":
      return { kind: "map", entries: decodeLiterals(value.value, path) };
    case "offloadedMetadata":
      return decodeOffloaded(value.value, path);
    case undefined:
      return missing({ message: "literal", field: "value" }, path);
  }
}

function scalarValue(literal: ScalarLiteral): Scalar["value"] {
  switch (literal.kind) {
    case "none":
      return { case: "noneType", value: { $typeName: "flyteidl.core.Void" } };
    case "blob": {
      const metadata = { $typeName: "flyteidl.core.BlobMetadata" as const, type: encodeBlobType(literal) };
      return { case: "blob", value: { $typeName: "flyteidl.core.Blob", uri: literal.uri, metadata } };
    }
    case "binary": {
      const value = Buffer.from(literal.value, "base64");
      return { case: "binary", value: { $typeName: "flyteidl.core.Binary", value, tag: literal.tag } };
    }
    case "struct":
      return { case: "generic", value: struct(literal.value) };
    case "error": {
      const { message, failedNodeId } = literal;
      return { case: "error", value: { $typeName: "flyteidl.core.Error", message, failedNodeId } };
    }
    case "schema": {
      const columns = encodeColumns(literal.columns);
      return create(ScalarSchema, { value: { case: "schema", value: { uri: literal.uri, type: { columns } } } }).value;
    }
    case "structuredDataset":
      return {
        case: "structuredDataset",
        value: {
          $typeName: "flyteidl.core.StructuredDataset",
          uri: literal.uri,
          metadata: {
            $typeName: "flyteidl.core.StructuredDatasetMetadata",
            structuredDatasetType: encodeDatasetType(literal.type),
          },
        },
      };
    case "union":
      return {
        case: "union",
        value: {
          $typeName: "flyteidl.core.Union",
          value: encodeLiteral(literal.value),
          type: encodeType(literal.type),
        },
      };
    default:
      return { case: "primitive", value: encodePrimitive(literal) };
  }
}

/** Literals that the wire holds as a `Primitive`. */
export type PrimitiveLiteral = Extract<
  Literal,
  { kind: "int" | "float" | "string" | "bool" | "datetime" | "duration" }
>;

/** @internal */
export function isPrimitive(literal: Literal): literal is PrimitiveLiteral & LiteralNotes {
  return /^(int|float|string|bool|datetime|duration)$/.test(literal.kind);
}

/** @internal */
export function encodePrimitive(literal: PrimitiveLiteral): Primitive {
  return { $typeName: "flyteidl.core.Primitive", value: primitiveValue(literal) };
}

function primitiveValue(literal: PrimitiveLiteral): Primitive["value"] {
  switch (literal.kind) {
    case "int":
      return { case: "integer", value: integer(literal.value) };
    case "float":
      return { case: "floatValue", value: Number(literal.value) };
    case "string":
      return { case: "stringValue", value: literal.value };
    case "bool":
      return { case: "boolean", value: literal.value };
    case "datetime":
      return { case: "datetime", value: toTimestamp(literal.value) };
    case "duration":
      return { case: "duration", value: toDuration(literal.value) };
  }
}

function decodeFloat(value: number): Extract<Literal, { kind: "float" }>["value"] {
  if (Object.is(value, -0)) return "-0";
  if (Number.isFinite(value)) return value;
  return String(value) as "NaN" | "Infinity" | "-Infinity";
}

function integer(text: string): bigint {
  const value = /^-?\d+$/.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value !== BigInt.asIntN(64, value)) {
    throw failure("WIRE_TEXT_MALFORMED", { expected: "an integer of 64 bits", text });
  }
  return value;
}

function struct(value: Json): Extract<Scalar["value"], { case: "generic" }>["value"] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw failure("WIRE_TEXT_MALFORMED", { expected: "a JSON object", text: JSON.stringify(value) });
  }
  return value as JsonObject as Extract<Scalar["value"], { case: "generic" }>["value"];
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
