import { type DescField, type DescMessage, type MessageShape, ScalarType, toJson } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";

/** A value as Go's own JSON of a message's structure has it. */
export type GoValue = string | number | boolean | null | readonly GoValue[] | GoObject;

/** An object of it. */
export interface GoObject {
  readonly [key: string]: GoValue;
}

/**
 * A message as Go's `encoding/json` writes its structure, which FlyteAdmin compares and prints: names of the proto, enums as
 * numbers, nothing for what is empty, and a oneof as an object under its name in Go.
 */
export function goJson<Desc extends DescMessage>(desc: Desc, message: MessageShape<Desc>): GoObject {
  return ofMessage(reflect(desc, message));
}

/** A value of it as Go prints it: `map[a:1 b:[x y]]`, `<nil>`. */
export function goText(value: GoValue | undefined): string {
  if (value === undefined || value === null) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "object") return String(value);
  const entries = Object.entries(value as GoObject).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${goText(item)}`).join(" ")}]`;
}

// From a million on, and below a ten-thousandth, with an exponent of two digits.
function numberText(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e6) || !Number.isFinite(value)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

function ofMessage(message: ReflectMessage): GoObject {
  // These write themselves.
  const { desc } = message;
  if (desc.typeName === "google.protobuf.Struct") return toJson(desc, message.message) as GoObject;
  const entries: [string, GoValue][] = [];
  for (const member of message.members) {
    if (member.kind === "oneof") {
      const chosen = message.oneofCase(member);
      entries.push([
        goName(member.name),
        chosen === undefined ? null : { [goName(chosen.name)]: ofField(message, chosen) },
      ]);
    } else if (message.isSet(member)) entries.push([member.name, ofField(message, member)]);
  }
  return Object.fromEntries(entries);
}

function ofField(message: ReflectMessage, field: DescField): GoValue {
  switch (field.fieldKind) {
    case "list":
      return [...message.get(field)].map((item) => ofValue(field, item));
    case "map":
      return Object.fromEntries([...message.get(field)].map(([key, item]) => [String(key), ofValue(field, item)]));
    default:
      return ofValue(field, message.get(field));
  }
}

type Typed = { readonly message?: unknown; readonly enum?: unknown; readonly scalar?: unknown };

function ofValue(field: DescField & Typed, value: unknown): GoValue {
  // The descriptor says what the reflected value is; its type cannot follow.
  if (field.message !== undefined) return ofMessage(value as ReflectMessage);
  if (field.scalar === ScalarType.BYTES) return Buffer.from(value as Uint8Array).toString("base64");
  return typeof value === "bigint" ? Number(value) : (value as GoValue);
}

// `k8s_pod` is `K8SPod`: a letter after an underscore or a digit is a capital one.
function goName(name: string): string {
  return name.replace(/(?:^|_|(?<=\d))([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
