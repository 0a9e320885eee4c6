import { type DescField, type DescMessage, type JsonValue, type Message, ScalarType, toJson } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { AnySchema, anyUnpack } from "@bufbuild/protobuf/wkt";
import { types } from "./served.js";

/** How names of fields are spelled: as in the .proto files, or in lowerCamelCase. */
export type Spelling = "proto" | "camel";

/**
 * A message as Go's gateway prints it: fields that are not set are there with their zero value, messages that are not
 * set as null; members of a oneof and optional fields only where they are set.
 */
export function printMessage(desc: DescMessage, message: Message, spelling: Spelling): JsonValue {
  return print(reflect(desc, message), spelling);
}

function print(message: ReflectMessage, spelling: Spelling): JsonValue {
  const { desc } = message;
  if (desc.typeName === AnySchema.typeName) return printAny(message, spelling);
  if (desc.typeName.startsWith("google.protobuf.")) return toJson(desc, message.message, { registry: types });
  const entries = desc.fields.flatMap((field): [string, JsonValue][] => {
    const isSet = message.isSet(field);
    if (!isSet && (field.oneof !== undefined || field.proto.proto3Optional)) return [];
    const name = spelling === "proto" ? field.name : field.jsonName;
    if (!isSet && field.fieldKind === "message") return [[name, null]];
    return [[name, printField(message, field, spelling)]];
  });
  return Object.fromEntries(entries);
}

function printField(message: ReflectMessage, field: DescField, spelling: Spelling): JsonValue {
  if (field.fieldKind === "list") return [...message.get(field)].map((item) => printValue(field, item, spelling));
  if (field.fieldKind === "map") {
    const entries = [...message.get(field)].map(([key, item]) => [String(key), printValue(field, item, spelling)]);
    return Object.fromEntries(entries);
  }
  return printValue(field, message.get(field), spelling);
}

function printValue(field: DescField, value: unknown, spelling: Spelling): JsonValue {
  // What reflection gives for a field of messages is a message, for one of an enum its number.
  if (field.message !== undefined) return print(value as ReflectMessage, spelling);
  if (field.enum !== undefined) {
    if (field.enum.typeName === "google.protobuf.NullValue") return null;
    return field.enum.value[value as number]?.name ?? (value as number);
  }
  if (field.scalar === ScalarType.BYTES) return Buffer.from(value as Uint8Array).toString("base64");
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return typeof value === "bigint" ? String(value) : (value as string | number | boolean);
}

function printAny(message: ReflectMessage, spelling: Spelling): JsonValue {
  const { typeUrl, value } = message.message as Message & { typeUrl: string; value: Uint8Array };
  const desc = types.getMessage(typeUrl.slice(typeUrl.lastIndexOf("/") + 1));
  const held = desc && anyUnpack({ $typeName: AnySchema.typeName, typeUrl, value }, desc);
  if (desc === undefined || held === undefined) return { "@type": typeUrl };
  return { "@type": typeUrl, ...(printMessage(desc, held, spelling) as Record<string, JsonValue>) };
}
