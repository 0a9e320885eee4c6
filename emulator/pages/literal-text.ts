import type { JsonValue } from "@bufbuild/protobuf";
import type { Literal, Scalar } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { instant } from "./time-text.js";

/** A literal for people: numbers and texts bare, collections as JSON of such, files by their address. */
export function literalText(literal: Literal | undefined): string {
  const value = literal === undefined ? null : plain(literal);
  return typeof value === "string" ? value : JSON.stringify(value, undefined, 2);
}

function plain({ value }: Literal): JsonValue {
  switch (value.case) {
    case "scalar":
      return scalar(value.value);
    case "collection":
      return value.value.literals.map(plain);
    case "map":
      return Object.fromEntries(Object.entries(value.value.literals).map(([key, item]) => [key, plain(item)]));
    case "offloadedMetadata":
      return value.value.uri;
    default:
      return null;
  }
}

function scalar({ value }: Scalar): JsonValue {
  switch (value.case) {
    case "primitive":
      return primitive(value.value.value);
    case "blob":
    case "schema":
    case "structuredDataset":
      return value.value.uri;
    case "generic":
      return value.value;
    case "union":
      return value.value.value === undefined ? null : plain(value.value.value);
    case "binary":
      return `${value.value.tag || "binary"}, ${value.value.value.length} bytes`;
    case "error":
      return value.value.message;
    default:
      return null;
  }
}

type Primitive = Extract<Scalar["value"], { case: "primitive" }>["value"]["value"];

function primitive({ case: kind, value }: Primitive): JsonValue {
  if (kind === "datetime") return instant(value);
  if (kind === "duration") return `${Number(value.seconds) + value.nanos / 1e9} s`;
  // JSON has no numbers of 64 bits, and none that are no number.
  if (kind === "integer") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (kind === "floatValue") return Number.isFinite(value) ? value : String(value);
  return value ?? null;
}
