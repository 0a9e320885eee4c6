import type { FlowType, Json, JsonObject } from "../../lib/types/index.js";
import type { Member } from "./flow-type-of.js";

/** The note by which Flyte knows that a struct travels as MessagePack. */
export const msgpack: JsonObject = { "cache-key-metadata": { "serialization-format": "msgpack" } };

/** JSON schema of a DTO, in the form that flytekit writes for a dataclass. */
export function schemaOf(title: string, members: readonly Member[]): JsonObject {
  const required = members.filter(({ fallback }) => fallback === undefined).map(({ name }) => name);
  return {
    type: "object",
    title,
    properties: Object.fromEntries(members.map((member) => [member.name, propertyOf(member)])),
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
  };
}

function propertyOf({ type, fallback }: Member): JsonObject {
  const schema = schemaOfType(type);
  return isPlain(fallback) ? { ...schema, default: fallback } : schema;
}

function isPlain(value: unknown): value is Json {
  return value === null || ["number", "string", "boolean"].includes(typeof value);
}

function schemaOfType(type: FlowType): JsonObject {
  switch (type.kind) {
    case "int":
      return { type: "integer" };
    case "float":
      return { type: "number" };
    case "bool":
      return { type: "boolean" };
    case "none":
      return { type: "null" };
    case "string":
      return { type: "string" };
    case "datetime":
      return { type: "string", format: "date-time" };
    case "duration":
      return { type: "number", format: "time-delta" };
    case "binary":
      return { type: "string", format: "base64" };
    case "enum":
      return { type: "string", enum: [...type.values] };
    case "list":
      return { type: "array", items: schemaOfType(type.element) };
    case "map":
      return {
        type: "object",
        additionalProperties: schemaOfType(type.value),
        propertyNames: { type: "string" },
      };
    case "union":
      return { anyOf: type.variants.map(schemaOfType) };
    case "blob":
      return reference(type.dimensionality === "single" ? "FlyteFile" : "FlyteDirectory", ["path"]);
    case "structuredDataset":
      return reference("StructuredDataset", ["uri", "file_format"]);
    case "schema":
      return reference("FlyteSchema", ["remote_path"]);
    default:
      return type.metadata ?? { type: "object" };
  }
}

// Values kept elsewhere are objects inside a struct that say where.
function reference(title: string, parts: readonly string[]): JsonObject {
  return {
    type: "object",
    title,
    properties: Object.fromEntries(parts.map((part) => [part, { type: "string" }])),
    additionalProperties: false,
  };
}
