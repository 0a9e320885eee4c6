import { type DescField, type DescMessage, type MessageShape, ScalarType } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";

/** A message in protobuf's one-line text form, as the texts of FlyteAdmin print it: `project:"p" name:"n"`. */
export function textForm<Desc extends DescMessage>(desc: Desc, message: MessageShape<Desc> | undefined): string {
  return message === undefined ? "" : ofMessage(reflect(desc, message));
}

function ofMessage(message: ReflectMessage): string {
  return message.fields
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
        .map(
          ([key, item]) =>
            `${field.name}:{key:${typeof key === "string" ? quoted(Buffer.from(key)) : key} value:${ofValue(field, item)}}`,
        );
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
  if (field.scalar === ScalarType.STRING) return quoted(Buffer.from(value as string));
  if (field.scalar === ScalarType.BYTES) return quoted(Buffer.from(value as Uint8Array));
  return String(value);
}

const short: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

// Letters as they are, whatever their field; what is no letter of UTF-8, byte by byte.
function quoted(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  if (!Buffer.from(text).equals(bytes)) return `"${[...bytes].map(byteText).join("")}"`;
  return `"${[...text].map((letter) => short[letter] ?? (letter < " " || letter === "\x7f" ? byteText(letter.charCodeAt(0)) : letter)).join("")}"`;
}

function byteText(byte: number): string {
  const letter = String.fromCharCode(byte);
  if (short[letter] !== undefined) return short[letter];
  return byte >= 0x20 && byte < 0x7f ? letter : `\\x${byte.toString(16).padStart(2, "0")}`;
}

function nameOf(field: DescField, value: number): string {
  const values = "enum" in field ? field.enum?.values : undefined;
  return values?.find(({ number }) => number === value)?.name ?? String(value);
}
