import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { failure } from "../../errors/index.js";
import type { FileAccess } from "./file-access.js";

// Kept beside the values and not in them, so that a value shows only what it is.
const accesses = new WeakMap<object, FileAccess>();
const received = new WeakSet<object>();

/** Gives a file value what it reads through. */
export function bind(value: object, access: FileAccess): void {
  accesses.set(value, access);
}

/** Marks a file value whose uri came from outside: it is passed on as it is. */
export function markReceived<T extends object>(value: T): T {
  received.add(value);
  return value;
}

/** Whether the uri of a value is that of a file on this machine that must be written to the run's storage. */
export function mustBeWritten(value: { readonly uri: string }, access: FileAccess): boolean {
  const { root } = access;
  const isKept = received.has(value) || (root !== undefined && value.uri.startsWith(root));
  return !isKept && localPath(value.uri) !== undefined;
}

/** What a value reads through; what is on this machine can be read without binding. */
export function reach(value: { readonly uri: string }): FileAccess {
  return accesses.get(value) ?? thisMachine;
}

/** Lets a value that was made from another one read through the same, and be passed on in the same way. */
export function reachedThrough<T extends object>(origin: object, value: T): T {
  const access = accesses.get(origin);
  if (access !== undefined) accesses.set(value, access);
  if (received.has(origin)) received.add(value);
  return value;
}

/** Path of a uri on this machine: a `file:` uri or a plain path. */
export function localPath(uri: string): string | undefined {
  if (uri.startsWith("file:")) return fileURLToPath(uri);
  return /^[a-z][a-z0-9+.-]+:/i.test(uri) && !isAbsolute(uri) ? undefined : resolve(uri);
}

/** Uri of a value in final form: relative paths are taken from the current folder, and what came in stays as it is. */
export function finalUri(value: { readonly uri: string }): string {
  return received.has(value) ? value.uri : absoluteUri(value.uri);
}

/** A uri that means the same in any folder. */
export function absoluteUri(uri: string): string {
  return uri.startsWith("file:") ? uri : (localPath(uri) ?? uri);
}

/** Last part of a uri, as a file name. */
export function nameOf(uri: string): string {
  const path = localPath(uri);
  if (path !== undefined) return basename(path);
  const last = uri
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .split("/")
    .pop()!;
  return last === "" ? "file" : decode(last);
}

/** Names below a prefix of uris that were listed under it. */
export function namesBelow(prefix: string, uris: readonly string[]): readonly string[] {
  const start = `${prefix.replace(/\/+$/, "")}/`;
  const names = uris.filter((uri) => uri.startsWith(start)).map((uri) => uri.slice(start.length));
  return prefix.startsWith("file:") ? names.map(decode) : names;
}

/** Uri of a name below a prefix. */
export function below(prefix: string, name: string): string {
  const encoded = prefix.startsWith("file:") ? name.split("/").map(encodeURIComponent).join("/") : name;
  return `${prefix.replace(/\/+$/, "")}/${encoded}`;
}

/** Refuses names that would lead out of a folder. Fails with `BLOB_NAME_REFUSED`. */
export function checkName(name: string): string {
  const parts = name.split(/[/\\]/);
  const leadsOut = parts.some((part) => part === "" || part === "." || part === "..") || name.includes("\0");
  if (leadsOut || isAbsolute(name)) throw failure("BLOB_NAME_REFUSED", { name });
  return name;
}

const thisMachine: FileAccess = {
  async read(uri) {
    const path = onThisMachine(uri);
    if (!existsSync(path)) throw failure("BLOB_NOT_FOUND", { uri });
    return readFile(path);
  },
  async list(prefix) {
    const folder = onThisMachine(prefix);
    if (!existsSync(folder)) return [];
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return files.sort().map((path) => (prefix.startsWith("file:") ? pathToFileURL(path).href : path));
  },
  async write(name) {
    throw failure("VALUE_FILE_OUTSIDE_RUN", { uri: name });
  },
};

function onThisMachine(uri: string): string {
  const path = localPath(uri);
  if (path === undefined) throw failure("VALUE_FILE_OUTSIDE_RUN", { uri });
  return path;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that encodes nothing is part of the name.
    return text;
  }
}
