import type { Json, JsonObject } from "../../../lib/types/index.js";

/**
 * Whether a struct of the JSON schema `given` may go where `wanted` is expected, as FlyteAdmin compares schemas: equal
 * ones always; else both must be of a draft that it knows (up to 7), and `given` have all that `wanted` has.
 */
export function jsonSchemaCasts(given: JsonObject, wanted: JsonObject): boolean {
  if (text(given) === text(wanted)) return true;
  if (!isKnown(given) || !isKnown(wanted)) return false;
  return compare({ schema: wanted, root: wanted }, { schema: given, root: given }, new Set()) !== "other";
}

// What FlyteAdmin's comparison does not look at is no obstacle, except among alternatives.
type Verdict = "same" | "unseen" | "other";

interface Part {
  readonly schema: JsonObject;
  readonly root: JsonObject;
}

const drafts = /^http:\/\/json-schema\.org\/(?:draft-0[467]\/)?schema#?$/;
const types = new Set(["null", "boolean", "object", "array", "number", "string", "integer"]);

function isKnown(schema: JsonObject): boolean {
  // Without a word, Go writes it as null.
  if (Object.keys(schema).length === 0) return false;
  const { $schema: draft } = schema;
  return (draft === undefined || (typeof draft === "string" && drafts.test(draft))) && isSound(schema, schema);
}

function isSound(schema: Json | undefined, root: JsonObject): boolean {
  if (Array.isArray(schema)) return schema.every((item) => isSound(item, root));
  if (!isObject(schema)) return true;
  if (schema.type !== undefined && !listOf(schema.type).every((type) => types.has(String(type)))) return false;
  if (typeof schema.$ref === "string" && !isObject(pointedAt(schema.$ref, root))) return false;
  const nested = [schema.items, schema.anyOf, schema.allOf, schema.oneOf];
  const named = [schema.properties, schema.definitions].flatMap((each) => (isObject(each) ? Object.values(each) : []));
  return [...nested, ...named].every((each) => isSound(each, root));
}

function compare(wanted: Part, given: Part, open: Set<string>): Verdict {
  const [a, b] = [resolved(wanted), resolved(given)];
  // A recursive schema meets itself.
  const pair = text([a.schema, b.schema]);
  if (open.has(pair)) return "same";
  open.add(pair);
  const verdicts = [ofTypes(a.schema, b.schema), ofValues(a.schema, b.schema), ...ofContents(a, b, open)];
  open.delete(pair);
  return worst([
    ...verdicts,
    ...(["allOf", "anyOf", "oneOf"] as const).map((key) => ofAlternatives(key, [a, b], open)),
  ]);
}

function ofTypes(wanted: JsonObject, given: JsonObject): Verdict {
  const [a, b] = [listOf(wanted.type), listOf(given.type)];
  const missing = b.some((type) => !a.includes(type) && !(type === "object" && a.length === 0));
  return missing || a.some((type) => !b.includes(type)) ? "other" : "same";
}

// Limits that `wanted` sets, `given` must set as tightly.
function ofValues(wanted: JsonObject, given: JsonObject): Verdict {
  const kinds = listOf(wanted.type);
  const checks: boolean[] = [wanted.const === undefined || text(wanted.const) === text(given.const)];
  const least = (key: string) => wanted[key] === undefined || Number(given[key]) >= Number(wanted[key]);
  const most = (key: string) => wanted[key] === undefined || Number(given[key]) <= Number(wanted[key]);
  if (kinds.includes("string")) {
    const allowed = wanted.enum === undefined ? undefined : listOf(wanted.enum);
    checks.push(wanted.format === given.format, wanted.pattern === undefined || wanted.pattern === given.pattern);
    checks.push(allowed === undefined || listOf(given.enum).every((value) => allowed.includes(value)));
    checks.push(least("minLength"), most("maxLength"));
  }
  if (kinds.includes("number")) checks.push(least("minimum"), most("maximum"));
  if (kinds.includes("array")) {
    checks.push(least("minItems"), most("maxItems"), wanted.uniqueItems !== true || given.uniqueItems === true);
  }
  return checks.every(Boolean) ? "same" : "other";
}

function ofContents(a: Part, b: Part, open: Set<string>): readonly Verdict[] {
  const [wanted, given] = [a.schema, b.schema];
  const kinds = listOf(wanted.type);
  const verdicts: Verdict[] = [];
  const inner = (one: Json | undefined, other: Json | undefined) =>
    isObject(one) && isObject(other)
      ? compare({ schema: one, root: a.root }, { schema: other, root: b.root }, open)
      : "other";
  if (kinds.includes("array") && wanted.items !== undefined) verdicts.push(inner(wanted.items, given.items));
  if (kinds.length > 0 && !kinds.includes("object")) return verdicts;
  if (wanted.additionalProperties !== undefined || given.additionalProperties !== undefined) verdicts.push("unseen");
  const promised = listOf(given.required);
  if (listOf(wanted.required).some((name) => !promised.includes(name))) verdicts.push("other");
  const theirs = isObject(given.properties) ? given.properties : {};
  for (const [name, schema] of Object.entries(isObject(wanted.properties) ? wanted.properties : {})) {
    verdicts.push(inner(schema, theirs[name]));
  }
  return verdicts;
}

// Each alternative of `given` must be one of `wanted`.
function ofAlternatives(key: string, [a, b]: readonly [Part, Part], open: Set<string>): Verdict {
  const [wanted, given] = [listOf(a.schema[key]), listOf(b.schema[key])];
  if (wanted.length === 0 || given.length === 0) return wanted.length === given.length ? "same" : "other";
  const isOne = (schema: Json) =>
    wanted.some(
      (other) =>
        isObject(schema) &&
        isObject(other) &&
        compare({ schema: other, root: a.root }, { schema, root: b.root }, open) === "same",
    );
  return given.every(isOne) ? "same" : "other";
}

function resolved(part: Part): Part {
  const { schema, root } = part;
  const target = typeof schema.$ref === "string" ? pointedAt(schema.$ref, root) : undefined;
  return isObject(target) && target !== schema ? resolved({ schema: target, root }) : part;
}

function pointedAt(ref: string, root: JsonObject): Json | undefined {
  const steps = ref.split("/").slice(1);
  return steps.reduce<Json | undefined>((at, step) => (isObject(at) ? at[step] : undefined), root);
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("other")) return "other";
  return verdicts.includes("unseen") ? "unseen" : "same";
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, item: Json) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
