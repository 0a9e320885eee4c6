import type { Json, JsonObject } from "./json.js";
import { same } from "./same.js";

// Words that describe and do not restrict.
const notes = new Set(["$schema", "$id", "$defs", "definitions", "title", "description", "default", "examples"]);

/**
 * Whether every object of the schema `from` may stand where `to` is expected, as Flyte compares the JSON schemas of
 * structs: equal, or `from` has the fields of `to` and more. Defaults, titles and descriptions do not count.
 */
export function schemaCovers(from: JsonObject, to: JsonObject): boolean {
  return covers(from, to, { from, to, open: new Set() });
}

interface Roots {
  readonly from: JsonObject;
  readonly to: JsonObject;
  /** Pairs of references under comparison: a recursive schema meets itself. */
  readonly open: Set<string>;
}

function covers(from: Json | undefined, to: Json | undefined, roots: Roots): boolean {
  if (!isObject(from) || !isObject(to)) return same(from, to);
  if ("$ref" in from || "$ref" in to) return refsCover(from, to, roots);
  if (!isObject(to.properties)) return same(bare(from), bare(to));
  if (from.type !== to.type || !isObject(from.properties)) return false;
  const [ours, theirs] = [from.properties, to.properties];
  if (!Object.keys(theirs).every((name) => name in ours && covers(ours[name], theirs[name], roots))) return false;
  const promised = new Set(listOf(from.required));
  return listOf(to.required).every((name) => promised.has(name));
}

function refsCover(from: JsonObject, to: JsonObject, roots: Roots): boolean {
  const pair = JSON.stringify([from.$ref, to.$ref]);
  if (roots.open.has(pair)) return true;
  roots.open.add(pair);
  return covers(resolve(from, roots.from), resolve(to, roots.to), roots);
}

function resolve(schema: JsonObject, root: JsonObject): Json | undefined {
  const ref = schema.$ref;
  if (typeof ref !== "string" || !ref.startsWith("#")) return schema;
  const steps = ref.split("/").slice(1);
  return steps.reduce<Json | undefined>((at, step) => (isObject(at) ? at[step] : undefined), root);
}

function bare(schema: Json | undefined): unknown {
  if (Array.isArray(schema)) return schema.map(bare);
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !notes.has(key))
      .map(([key, value]) => [key, bare(value)]),
  );
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
