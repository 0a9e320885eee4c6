import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BlobStore, folderBlobs, memoryBlobs } from "../../lib/blobs/index.js";
import type { TableCodec } from "../../lib/types/index.js";

/** Where runs keep their files: a folder, whose `blobs` holds them, or `memory`, which ends with the process. */
export function openStore(state: string): BlobStore {
  return state === "memory" ? memoryBlobs() : folderBlobs(join(state, "blobs"));
}

/** The same for an emulator, whose clients on this disk open plain paths. */
export function openEmulatorStore(state: string): BlobStore {
  return state === "memory" ? memoryBlobs() : folderBlobs(join(state, "blobs"), { uris: "path" });
}

/** A folder that is there until it is removed. */
export function temporaryFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-state-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Reads and writes the tables of a run; what does so is loaded when the first table is met. */
export const lateTables: TableCodec = {
  formats: ["parquet", "csv"],
  read: async (...table) => (await codec()).read(...table),
  write: async (...table) => (await codec()).write(...table),
};

async function codec(): Promise<TableCodec> {
  return (await import("../../lib/tables/index.js")).tableCodec;
}
