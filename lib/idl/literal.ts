import { create } from "@bufbuild/protobuf";
import type { Literal, LiteralNotes, Literals } from "../types/index.js";
import {
  type LiteralMap,
  LiteralMapSchema,
  type Literal as LiteralMessage,
  type LiteralOffloadedMetadata,
  LiteralOffloadedMetadataSchema,
} from "./gen/flyteidl/core/literals_pb.js";
import { known, missing } from "./known.js";
import { integer } from "./primitive.js";
import { decodeScalar, encodeScalar } from "./scalar.js";
import { decodeType, encodeType, mapValues } from "./type.js";

/** A value as Flyte's `core.Literal`; WIRE_TEXT_MALFORMED where the text of a number or time is none. */
export function encodeLiteral(literal: Literal): LiteralMessage {
  // Written out, since lists may hold very many: `create` takes five times as long.
  return {
    $typeName: "flyteidl.core.Literal",
    value: encodeValue(literal),
    hash: literal.hash ?? "",
    metadata: { ...literal.metadata },
  };
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

/** A value that lies elsewhere as Flyte's `core.LiteralOffloadedMetadata`. */
export function encodeOffloaded(literal: Extract<Literal, { kind: "offloaded" }>): LiteralOffloadedMetadata {
  return create(LiteralOffloadedMetadataSchema, {
    uri: literal.uri,
    sizeBytes: integer(literal.sizeBytes),
    inferredType: encodeType(literal.type),
  });
}

/** A value that lies elsewhere; WIRE_FIELD_MISSING without its type. */
export function decodeOffloaded(message: LiteralOffloadedMetadata, path: string): Literal {
  const { uri, sizeBytes, inferredType } = known(message, path);
  return { kind: "offloaded", uri, sizeBytes: String(sizeBytes), type: decodeType(inferredType, path) };
}

/** A path one name further inwards. */
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
