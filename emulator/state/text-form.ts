import { type DescField, type DescMessage, type MessageShape, ScalarType } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";

/** A message in protobuf's one-line text form, as the texts of FlyteAdmin print it: `project:"p" name:"n"`. */
export function textForm<Desc extends DescMessage>(desc: Desc, message: MessageShape<Desc> | undefined): string {
  return message === undefined ? "" : ofMessage(reflect(desc, message));
}

function ofMessage(message: ReflectMessage): string {
  return message.sortedFields
    .filter((field) => message.isSet(field))
    .flatMap((field) => ofField(message, field))
    .join(" ");
}

function ofField(message: ReflectMessage, field: DescField): readonly string[] {
  switch (field.fieldKind) {
    case "list":
      return [...message.get(field)].map((item) => `${field.name}:${ofValue(field, item)}`);
    case "map":
      return [...message.get(field)]
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
        .map(([key, item]) => `${field.name}:{key:${JSON.stringify(key)} value:${ofValue(field, item)}}`);
    case "message":
      return [`${field.name}:{${ofMessage(message.get(field))}}`];
    default:
      return [`${field.name}:${ofValue(field, message.get(field))}`];
  }
}

type Typed = { readonly message?: unknown; readonly enum?: unknown; readonly scalar?: unknown };

function ofValue(field: DescField & Typed, value: unknown): string {
  // The descriptor says what the reflected value is; its type cannot follow.
  if (field.message !== undefined) return `{${ofMessage(value as ReflectMessage)}}`;
  if (field.enum !== undefined) return nameOf(field, value as number);
  if (field.scalar === ScalarType.STRING) return JSON.stringify(value);
  if (field.scalar === ScalarType.BYTES) return JSON.stringify(String.fromCharCode(...(value as Uint8Array)));
  return String(value);
}

function nameOf(field: DescField, value: number): string {
  const values = "enum" in field ? field.enum?.values : undefined;
  return values?.find(({ number }) => number === value)?.name ?? String(value);
}
