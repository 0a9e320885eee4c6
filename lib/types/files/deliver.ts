import { readFile } from "node:fs/promises";
import { failure } from "../../errors/index.js";
import type { FileAccess } from "./file-access.js";
import { emptyMark, FlyteDirectory, filesOf } from "./flyte-directory.js";
import { contentOf, FlyteFile } from "./flyte-file.js";
import { FlyteSchema } from "./flyte-schema.js";
import { bind, localPath, markReceived, mustBeWritten } from "./reach.js";
import { rowsOf, StructuredDataset } from "./structured-dataset.js";

type FileValue = FlyteFile | FlyteDirectory | StructuredDataset | FlyteSchema;

/** Gives every file value inside a value what it needs for `bytes()`, `download()` and `rows()`. */
export function bindFiles(value: unknown, access: FileAccess): void {
  for (const [file] of findFiles(value)) bind(file, access);
}

/**
 * Writes every file value that is in memory or on this machine, and gives the value with these replaced by ones whose
 * uri is final; what holds no such file is given back as it is. Names are unique inside the value.
 */
export async function deliverFiles(value: unknown, access: FileAccess, name = ""): Promise<unknown> {
  const replaced = new Map<object, unknown>();
  const taken = new Set<string>();
  for (const [file, trail] of findFiles(value)) {
    const delivered = await deliver(file, access, unique([name, ...trail], taken));
    if (delivered === undefined) continue;
    bind(delivered, access);
    replaced.set(file, markReceived(delivered));
  }
  return replaced.size === 0 ? value : rebuild(value, replaced);
}

function unique(parts: readonly string[], taken: Set<string>): string {
  const wanted = parts.filter((part) => part !== "").join("/");
  let name = wanted;
  for (let again = 2; taken.has(name); again += 1) name = `${wanted}-${again}`;
  taken.add(name);
  return name;
}

async function deliver(file: FileValue, access: FileAccess, name: string): Promise<FileValue | undefined> {
  const under = (part: string) => (name === "" ? part : `${name}/${part}`);
  if (file instanceof FlyteFile) {
    const { format } = file;
    const content = contentOf(file);
    if (content === undefined && !mustBeWritten(file, access)) return undefined;
    const bytes = content?.bytes ?? (await readLocal(file.uri));
    return new FlyteFile(await access.write(under(file.name), bytes), { format });
  }
  if (file instanceof FlyteDirectory) {
    if (filesOf(file) === undefined && !mustBeWritten(file, access)) return undefined;
    return deliverDirectory(file, access, under("files"));
  }
  if (file instanceof FlyteSchema || rowsOf(file) === undefined) return undefined;
  return deliverTable(file, access, under("table"));
}

async function deliverDirectory(directory: FlyteDirectory, access: FileAccess, name: string): Promise<FlyteDirectory> {
  const names = await directory.list();
  let uri = names.length === 0 ? above(await access.write(`${name}/${emptyMark}`, new Uint8Array()), emptyMark) : "";
  for (const part of names) {
    uri = above(await access.write(`${name}/${part}`, await directory.file(part).bytes()), part);
  }
  return new FlyteDirectory(uri, { format: directory.format });
}

async function deliverTable(table: StructuredDataset, access: FileAccess, name: string): Promise<StructuredDataset> {
  const { columns } = table;
  const format = table.format === "" ? "parquet" : table.format.toLowerCase();
  const { tables } = access;
  if (tables?.formats.includes(format) !== true) {
    throw failure("VALUE_TABLE_FORMAT_UNKNOWN", { format, known: tables?.formats ?? [] });
  }
  const part = format === "csv" ? ".csv" : "00000";
  const uri = await access.write(`${name}/${part}`, await tables.write(rowsOf(table)!, format, columns));
  return new StructuredDataset(above(uri, part), { columns, format });
}

// The uri of a written name ends in its parts, though maybe encoded.
function above(uri: string, part: string): string {
  return uri.split("/").slice(0, -part.split("/").length).join("/");
}

async function readLocal(uri: string): Promise<Uint8Array> {
  try {
    return await readFile(localPath(uri)!);
  } catch (cause) {
    throw failure("BLOB_NOT_FOUND", { uri }, { cause });
  }
}

function findFiles(value: unknown): ReadonlyMap<FileValue, readonly string[]> {
  const found = new Map<FileValue, readonly string[]>();
  const seen = new Set<object>();
  const left: (readonly [value: unknown, trail: readonly string[]])[] = [[value, []]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [here, trail] = next;
    if (typeof here !== "object" || here === null || seen.has(here)) continue;
    seen.add(here);
    if (isFileValue(here)) found.set(here, trail);
    else {
      for (const [key, inner] of objectsIn(here)) left.push([inner, [...trail, safe(key)]]);
    }
  }
  return found;
}

// A copy is known before its inside is, so that a value that holds itself comes out as such.
function rebuild(value: unknown, made: Map<object, unknown>): unknown {
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
