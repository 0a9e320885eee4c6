import { create } from "@bufbuild/protobuf";
import { failure } from "../errors/index.js";
import type { Json, JsonObject, Literal } from "../types/index.js";
import { type Scalar, ScalarSchema } from "./gen/flyteidl/core/literals_pb.js";
import { known, missing, present } from "./known.js";
import { decodeLiteral, encodeLiteral } from "./literal.js";
import { decodePrimitive, encodePrimitive } from "./primitive.js";
import {
  decodeBlobType,
  decodeColumns,
  decodeDatasetType,
  decodeType,
  encodeBlobType,
  encodeColumns,
  encodeDatasetType,
  encodeType,
} from "./type.js";

/** Literals that the wire holds as one `Scalar`. */
export type ScalarLiteral = Exclude<Literal, { kind: "list" | "map" | "offloaded" }>;

/** What is no list, map or offloaded value as Flyte's `core.Scalar`, without the notes of a literal. */
export function encodeScalar(literal: ScalarLiteral): Scalar {
  return { $typeName: "flyteidl.core.Scalar", value: scalarValue(literal) };
}

/** The value of a `core.Scalar`; WIRE_FIELD_MISSING when it has none. */
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

function struct(value: Json): Extract<Scalar["value"], { case: "generic" }>["value"] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw failure("WIRE_TEXT_MALFORMED", { expected: "a JSON object", text: JSON.stringify(value) });
  }
  return value as JsonObject as Extract<Scalar["value"], { case: "generic" }>["value"];
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
