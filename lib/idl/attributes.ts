import { failure } from "../errors/index.js";
import type { Json, JsonObject } from "../types/index.js";

// Flyte keeps these maps of free text and hands them back; what it has no message for travels in them.
const prefix = "flytepath/";

type Attributes = Readonly<Record<string, Json | undefined>>;
type Texts = Readonly<Record<string, string>>;

/** Attributes as entries of a string map, JSON each; those that are undefined are left out. */
export function encodeAttributes(attributes: Attributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [prefix + name, JSON.stringify(value)]),
  );
}

/** A string map parted into flytepath's attributes and what others wrote; WIRE_ATTRIBUTE_MALFORMED. */
export function decodeAttributes(texts: Texts, path: string) {
  const entries = Object.entries(texts);
  const own = entries.filter(([key]) => key.startsWith(prefix));
  const attributes = own.map(([key, text]) => [key.slice(prefix.length), parse(key, text, path)] as const);
  const others = own.length === 0 ? texts : Object.fromEntries(entries.filter(([key]) => !key.startsWith(prefix)));
  return { attributes: Object.fromEntries(attributes) as Readonly<Record<string, Json>>, others };
}

/** Names of attributes, and what JSON each holds. */
export type AttributeKinds = Readonly<Record<string, "string" | "number" | "boolean" | "object">>;

/** The attributes, once they are known and of their kinds; WIRE_ATTRIBUTE_UNKNOWN, WIRE_ATTRIBUTE_MALFORMED. */
export function checkAttributes<Kinds extends AttributeKinds>(
  attributes: Readonly<Record<string, Json>>,
  kinds: Kinds,
  path: string,
): { readonly [Name in keyof Kinds]?: KindOf<Kinds[Name]> } {
  for (const [name, value] of Object.entries(attributes)) {
    const key = prefix + name;
    const expected = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (expected === undefined) throw failure("WIRE_ATTRIBUTE_UNKNOWN", { key }, { path });
    if (kindOf(value) === expected) continue;
    throw failure(
      "WIRE_ATTRIBUTE_MALFORMED",
      { key, text: JSON.stringify(value), expected: `a JSON ${expected}` },
      { path },
    );
  }
  // Each was looked at.
  return attributes as { readonly [Name in keyof Kinds]?: KindOf<Kinds[Name]> };
}

type KindOf<Kind extends AttributeKinds[string]> = {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly object: JsonObject;
}[Kind];

function kindOf(value: Json): string {
  return value === null || Array.isArray(value) ? "none of them" : typeof value;
}

function parse(key: string, text: string, path: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw failure("WIRE_ATTRIBUTE_MALFORMED", { key, text, expected: "JSON" }, { path, cause });
  }
}
