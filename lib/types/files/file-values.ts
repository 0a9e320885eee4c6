import type { FlowType } from "../flow-type.js";
import { FlyteDirectory } from "./flyte-directory.js";
import { FlyteFile } from "./flyte-file.js";
import { FlyteSchema } from "./flyte-schema.js";
import { StructuredDataset } from "./structured-dataset.js";

/** A value that is passed by its address. */
export type FileValue = FlyteFile | FlyteDirectory | StructuredDataset | FlyteSchema;

/** Where a file value stands in a value, and what it is declared as there. */
export interface Found {
  /** Keys from the outermost inwards, fit for names of files. */
  readonly trail: readonly string[];
  readonly type: FlowType | undefined;
}

/** Every file value inside a value, each once. */
export function findFiles(value: unknown, declared?: FlowType): ReadonlyMap<FileValue, Found> {
  const found = new Map<FileValue, Found>();
  const seen = new Set<object>();
  const left: (Found & { readonly value: unknown })[] = [{ value, trail: [], type: declared }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value: here, trail, type } = next;
    if (!isObject(here) || seen.has(here)) continue;
    seen.add(here);
    if (isFileValue(here)) {
      found.set(here, { trail, type });
      continue;
    }
    for (const [key, inner] of objectsIn(here)) {
      left.push({ value: inner, trail: [...trail, safe(key)], type: typeInside(type, key) });
    }
  }
  return found;
}

function typeInside(type: FlowType | undefined, key: string): FlowType | undefined {
  const inner = variantsOf(type).map((variant) => {
    if (variant.kind === "list") return variant.element;
    return variant.kind === "map" ? variant.value : variant.structure?.fields?.[key];
  });
  return inner.find((found) => found !== undefined);
}

/** A type's variants, or itself. */
export function variantsOf(type: FlowType | undefined): readonly FlowType[] {
  if (type === undefined) return [];
  return type.kind === "union" ? type.variants : [type];
}

/**
 * A value with the objects of `made` replaced; what holds none of them is shared. A copy is known before its inside is,
 * so that a value that holds itself comes out as such.
 */
export function rebuild(value: unknown, made: Map<object, unknown>): unknown {
  if (!isObject(value)) return value;
  if (made.has(value)) return made.get(value);
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    made.set(value, items);
    for (const item of value) items.push(rebuild(item, made));
    return items;
  }
  if (value instanceof Map) {
    const entries = new Map<unknown, unknown>();
    made.set(value, entries);
    for (const [key, inner] of value) entries.set(key, rebuild(inner, made));
    return entries;
  }
  const fields = entriesOf(value).filter(([, inner]) => isObject(inner));
  if (fields.length === 0) return value;
  const copy = Object.create(Object.getPrototypeOf(value), Object.getOwnPropertyDescriptors(value));
  made.set(value, copy);
  for (const [key, inner] of fields) {
    const field = { value: rebuild(inner, made), enumerable: true, writable: true, configurable: true };
    Object.defineProperty(copy, key, field);
  }
  return copy;
}

function objectsIn(value: object): readonly (readonly [string, object])[] {
  const found: (readonly [string, object])[] = [];
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      if (isObject(item)) found.push([String(index), item]);
    });
    return found;
  }
  for (const [key, inner] of entriesOf(value)) if (isObject(inner)) found.push([key, inner]);
  return found;
}

function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  if (ArrayBuffer.isView(value) || value instanceof Date) return [];
  if (value instanceof Map) return [...value].map(([key, inner]) => [String(key), inner] as const);
  return Object.entries(value);
}

function isFileValue(value: object): value is FileValue {
  return (
    value instanceof FlyteFile ||
    value instanceof FlyteDirectory ||
    value instanceof StructuredDataset ||
    value instanceof FlyteSchema
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

// Keys become parts of names: what could lead elsewhere is replaced.
function safe(key: string): string {
  const plain = key.replace(/[^\w.-]/g, "_");
  return /^\.+$/.test(plain) || plain === "" ? `_${plain}` : plain;
}
