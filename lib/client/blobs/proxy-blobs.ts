import type { Stats } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join as joinPath } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Transport } from "@connectrpc/connect";
import type { BlobStore } from "../../blobs/index.js";
import { failure } from "../../errors/index.js";
import type { Scope } from "../backend.js";

type Doing = "read" | "write" | "list" | "delete";

/**
 * The control plane's own store, reached through signed addresses that its DataProxy hands out: bytes go up by `put`,
 * to an address that the control plane chooses, and come down by `read`. Uris that are files of this machine, as an
 * emulator beside us writes them, and `http(s)` addresses are read directly. What the DataProxy cannot do (write to a
 * chosen uri, delete, list a remote folder that is no table) fails with `BACKEND_TRANSFER_FAILED`.
 */
export function proxyBlobs(transport: Transport, scope: Scope): BlobStore {
  // Loaded by the first transfer: few runs move files.
  const proxy = async () => (await import("./data-proxy.js")).dataProxy(transport, scope);

  async function exists(uri: string): Promise<boolean> {
    const path = localPath(uri);
    if (path !== undefined) return stat(path).then(isFile, () => false);
    const answer = await get(isWeb(uri) ? uri : await (await proxy()).downloadAddress(uri), uri);
    await answer.body?.cancel();
    return answer.ok;
  }

  // Flyte writes tables in numbered parts, which can be asked for; other folders it does not list.
  async function partsOf(prefix: string): Promise<readonly string[]> {
    const parts: string[] = [];
    const next = () => `${prefix.replace(/\/+$/, "")}/${String(parts.length).padStart(5, "0")}`;
    while (await exists(next())) parts.push(next());
    return parts.length > 0 ? parts : refuse(prefix, "list", "its API lists no folders");
  }

  return {
    async read(uri) {
      const path = localPath(uri);
      if (path !== undefined) return readFile(path).catch((cause) => refuse(uri, "read", said(cause), cause));
      const address = isWeb(uri) ? uri : await (await proxy()).downloadAddress(uri);
      const answer = await get(address, uri);
      if (!answer.ok) throw failed(uri, "read", `its answer is ${answer.status} ${answer.statusText}`);
      return new Uint8Array(await answer.arrayBuffer());
    },
    async put(name, bytes, folder) {
      return (await proxy()).upload(name, bytes, folder);
    },
    exists,
    async list(prefix) {
      const path = localPath(prefix);
      return path === undefined ? partsOf(prefix) : filesBelow(path, prefix.startsWith("file:"));
    },
    write: async (uri) => refuse(uri, "write", "it chooses the addresses itself"),
    delete: async (uri) => refuse(uri, "delete", "its API deletes nothing"),
    join: (prefix, ...parts) => [prefix.replace(/\/+$/, ""), ...parts].join("/"),
  };
}

function isFile(found: Stats): boolean {
  return found.isFile();
}

async function filesBelow(folder: string, asUri: boolean): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => joinPath(entry.parentPath, entry.name))
    .sort()
    .map((file) => (asUri ? pathToFileURL(file).href : file));
}

function localPath(uri: string): string | undefined {
  if (uri.startsWith("file://")) return fileURLToPath(uri);
  return uri.startsWith("/") ? uri : undefined;
}

function isWeb(uri: string): boolean {
  return /^https?:\/\//.test(uri);
}

async function get(address: string, uri: string): Promise<Response> {
  try {
    return await fetch(address);
  } catch (cause) {
    throw failed(uri, "read", said(cause), cause);
  }
}

function refuse(uri: string, doing: Doing, why: string, cause?: unknown): never {
  throw failed(uri, doing, why, cause);
}

function failed(uri: string, doing: Doing, why: string, cause?: unknown) {
  return failure("BACKEND_TRANSFER_FAILED", { uri, doing, why }, { cause });
}

function said(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
