import { failure } from "../errors/index.js";
import type { Json } from "../types/index.js";

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

/** Refuses attributes that nobody knows: WIRE_ATTRIBUTE_UNKNOWN. */
export function onlyAttributes<Name extends string>(
  attributes: Readonly<Record<string, Json>>,
  names: readonly Name[],
  path: string,
): Readonly<Partial<Record<Name, Json>>> {
  const stranger = Object.keys(attributes).find((name) => !(names as readonly string[]).includes(name));
  if (stranger !== undefined) throw failure("WIRE_ATTRIBUTE_UNKNOWN", { key: prefix + stranger }, { path });
  return attributes as Readonly<Partial<Record<Name, Json>>>;
}

function parse(key: string, text: string, path: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw failure("WIRE_ATTRIBUTE_MALFORMED", { key, text }, { path, cause });
  }
}
