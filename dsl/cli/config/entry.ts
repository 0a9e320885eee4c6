import { resolve } from "node:path";
import { failure } from "../../../lib/errors/index.js";

/** A value of a configuration, with the file and the place in it, such as `server.port`. */
export interface Entry {
  readonly file: string;
  /** Folder that its paths are relative to. */
  readonly base: string;
  /** Empty for the whole file. */
  readonly at: string;
  readonly value: unknown;
}

type Keyed<Keys extends string> = Readonly<Record<Keys, Entry>>;

/** The entries of an object, of which it may have these and no others. Fails with `COMMAND_CONFIG_WRONG`, as all here. */
export function entriesOf<Keys extends string>(entry: Entry, ...keys: readonly Keys[]): Keyed<Keys> {
  const values = objectOf(entry);
  const other = Object.keys(values).find((key) => !keys.includes(key as Keys));
  if (other !== undefined) throw wrong({ ...inside(entry, other), value: other }, `one of ${keys.join(", ")}`);
  const entries = keys.map((key) => [key, { ...inside(entry, key), value: values[key] }] as const);
  // One for each of the keys.
  return Object.fromEntries(entries) as Keyed<Keys>;
}

/** What was said, read so; undefined for nothing. */
export function given<Read>(entry: Entry, read: (entry: Entry) => Read): Read | undefined {
  return entry.value === undefined ? undefined : read(entry);
}

/** Each entry of a list, read so. */
export function listOf<Read>(read: (entry: Entry) => Read): (entry: Entry) => readonly Read[] {
  return (entry) => {
    if (!Array.isArray(entry.value)) throw wrong(entry, "a list");
    return entry.value.map((value, index) => read({ ...entry, at: `${entry.at}[${index}]`, value }));
  };
}

/** Texts by name. */
export function textsOf(entry: Entry): Readonly<Record<string, string>> {
  const values = Object.entries(objectOf(entry));
  return Object.fromEntries(values.map(([key, value]) => [key, textOf({ ...inside(entry, key), value })]));
}

/** A text. */
export function textOf(entry: Entry): string {
  if (typeof entry.value !== "string") throw wrong(entry, "a text");
  return entry.value;
}

/** A path, made absolute. */
export function pathOf(entry: Entry): string {
  if (typeof entry.value !== "string") throw wrong(entry, "a path");
  return resolve(entry.base, entry.value);
}

/** True or false. */
export function flagOf(entry: Entry): boolean {
  if (typeof entry.value !== "boolean") throw wrong(entry, "true or false");
  return entry.value;
}

/** A whole number, from `least` to `most`. */
export function countOf(least = 1, most = Number.MAX_SAFE_INTEGER): (entry: Entry) => number {
  return (entry) => {
    const { value } = entry;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw wrong(entry, `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`);
  };
}

/** One of some words. */
export function wordOf<Word extends string>(...words: readonly Word[]): (entry: Entry) => Word {
  return (entry) => {
    const word = words.find((each) => each === entry.value);
    if (word === undefined) throw wrong(entry, words.join(", "));
    return word;
  };
}

function objectOf(entry: Entry): Readonly<Record<string, unknown>> {
  const { value } = entry;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrong(entry, "an object");
}

function inside({ file, base, at }: Entry, key: string) {
  return { file, base, at: at === "" ? key : `${at}.${key}` };
}

function wrong({ file, at, value }: Entry, expected: string) {
  const got = value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value));
  return failure("COMMAND_CONFIG_WRONG", { file, at: at === "" ? "the file" : at, expected, got });
}
