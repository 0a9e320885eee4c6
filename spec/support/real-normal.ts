import type { Json, JsonObject } from "../../lib/types/index.js";

const rfc3339 = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const paths = /(?<![\w:/.])\/(?:[\w.+-]+\/)+/g;
const shard = /(<bucket>\/data\/)[0-9a-z]{2}\//g;
const cacheTag = /(flyte_cached-)[\w-]{43}/g;

/** An answer or an event as the recordings of real runs show it: what differs from run to run has a placeholder. */
export function realNormal(bucket: string, version: string): (json: Json) => Json {
  return (json) => clean(json, "");

  function clean(json: Json, key: string): Json {
    if (Array.isArray(json)) return json.map((item: Json) => clean(item, key));
    if (isObject(json)) return mapValues(json, clean);
    return typeof json === "string" ? text(json, key) : json;
  }

  function text(given: string, key: string): string {
    if (key === "duration" && /^[\d.]+s$/.test(given)) return "<duration>";
    if (key === "version" && given === version) return "<version>";
    if (key === "version" && /^[b-df-hj-np-tv-xz24-9]{10}$/.test(given)) return "<random version>";
    const plain = given
      .replaceAll(bucket, "<bucket>")
      .replace(rfc3339, "<time>")
      .replace(uuid, "<uuid>")
      .replace(shard, "$1<shard>/")
      .replace(cacheTag, "$1<hash>");
    const shown = key === "message" ? plain.replace(/[ \t]+/g, " ") : plain;
    return /^(<bucket>|flyte:\/\/|http)/.test(shown) ? shown : shown.replace(paths, "<path>/");
  }
}

/** What the emulator leaves out or says otherwise, with its reason; `at` is a path of keys, `*` for any. */
export interface Difference {
  readonly at: string;
  /** Only this value differs; default: any. */
  readonly value?: Json;
  readonly why: string;
}

/** A message without what is known to differ. */
export function without(json: Json, differences: readonly Difference[]): Json {
  return differences.reduce((rest, { at, value }) => remove(rest, at.split("."), value), json);
}

function remove(json: Json, [first, ...rest]: readonly string[], only: Json | undefined): Json {
  if (Array.isArray(json)) return json.map((item: Json) => remove(item, [first ?? "", ...rest], only));
  if (!isObject(json)) return json;
  const entries = Object.entries(json).flatMap(([key, value]): [string, Json][] => {
    if (key !== first && first !== "*") return [[key, value]];
    if (rest.length > 0) return [[key, remove(value, rest, only)]];
    return only === undefined || JSON.stringify(value) === JSON.stringify(only) ? [] : [[key, value]];
  });
  return Object.fromEntries(entries);
}

/** The same values with the keys of all objects in order, so that two of them can be compared as texts. */
export function ordered(json: Json): Json {
  if (Array.isArray(json)) return json.map(ordered);
  if (!isObject(json)) return json;
  const entries = Object.entries(json).map(([key, value]): [string, Json] => [key, ordered(value)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mapValues(json: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, change(value, key)]));
}

function isObject(json: Json): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
