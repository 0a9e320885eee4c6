import { createHash } from "node:crypto";
import type { BlobStore } from "../../../lib/blobs/index.js";
import type { FileAccess, Literal, Literals } from "../../../lib/types/index.js";

/** From where files are taken and where they must be. */
export interface Upload {
  readonly from: FileAccess;
  readonly to: BlobStore;
}

/**
 * The same inputs with every file that only this machine can read sent to the backend's store first, so that a remote
 * step can open them. Files that are elsewhere already, or in a store that both share, are left as they are.
 */
export async function uploadFiles(inputs: Literals, upload: Upload): Promise<Literals> {
  const sent = new Map<string, Promise<string>>();
  const entries = Object.entries(inputs).map(async ([name, literal]) => [
    name,
    await moved(literal, { ...upload, sent }),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

interface Moving extends Upload {
  /** Uris that are on their way, so that a file is sent once. */
  readonly sent: Map<string, Promise<string>>;
}

async function moved(literal: Literal, moving: Moving): Promise<Literal> {
  switch (literal.kind) {
    case "list":
      return { ...literal, items: await Promise.all(literal.items.map((item) => moved(item, moving))) };
    case "map": {
      const entries = Object.entries(literal.entries).map(async ([key, item]) => [key, await moved(item, moving)]);
      return { ...literal, entries: Object.fromEntries(await Promise.all(entries)) };
    }
    case "union":
      return { ...literal, value: await moved(literal.value, moving) };
    case "blob":
      return {
        ...literal,
        uri: await movedUri(literal.uri, { ...moving, isFolder: literal.dimensionality === "multipart" }),
      };
    case "structuredDataset":
    case "schema":
      return { ...literal, uri: await movedUri(literal.uri, { ...moving, isFolder: true }) };
    default:
      return literal;
  }
}

async function movedUri(uri: string, moving: Moving & { readonly isFolder: boolean }): Promise<string> {
  const { from, sent } = moving;
  const isHere = isLocal(uri) || (from.root !== undefined && uri.startsWith(from.root));
  if (!isHere) return uri;
  const known = sent.get(uri) ?? send(uri, moving);
  sent.set(uri, known);
  return known;
}

async function send(uri: string, { from, to, isFolder }: Moving & { readonly isFolder: boolean }): Promise<string> {
  // Asked of the store and not of its name: two stores in memory are named alike.
  const files = isFolder ? await from.list(uri) : [];
  const isShared = await to.exists(files[0] ?? uri).catch(() => false);
  if (isShared && to.put === undefined) return uri;
  if (files.length === 0) return put(to, [nameOf(uri)], await from.read(uri));
  const contents = await Promise.all(files.map((file) => from.read(file)));
  // By content, so that a start that is repeated is the same start.
  const folder = digestAll(files, contents);
  let root = "";
  for (const [index, file] of files.entries()) {
    const parts = decodeURI(file.slice(uri.replace(/\/+$/, "").length + 1)).split("/");
    const there = await put(to, parts, contents[index]!, folder);
    root = there.split("/").slice(0, -parts.length).join("/");
  }
  return root;
}

async function put(to: BlobStore, parts: readonly string[], bytes: Uint8Array, folder?: string): Promise<string> {
  if (to.put !== undefined) return to.put(parts.join("/"), bytes, folder);
  const uri = to.join("", "uploads", folder ?? digestAll(parts, [bytes]), ...parts);
  await to.write(uri, bytes);
  return uri;
}

function digestAll(names: readonly string[], contents: readonly Uint8Array[]): string {
  const sum = createHash("sha256");
  for (const [index, bytes] of contents.entries()) sum.update(`${names[index]}:${bytes.length}\n`).update(bytes);
  return sum.digest("hex").slice(0, 32);
}

function isLocal(uri: string): boolean {
  return uri.startsWith("file:") || !/^[a-z][a-z0-9+.-]+:/i.test(uri);
}

function nameOf(uri: string): string {
  return decodeURIComponent(uri.split("/").at(-1) || "file");
}
