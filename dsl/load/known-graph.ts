import { existsSync, readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { digestOf } from "./private-cache.js";

/** A TypeScript file as tsx has transformed it, with where its relative imports lead. */
export interface KnownFile {
  readonly digest: string;
  readonly code: string;
  readonly imports: Readonly<Record<string, string>>;
}

/** A user's file with all TypeScript files that it imports, by their URLs. */
export interface KnownGraph {
  readonly files: Readonly<Record<string, KnownFile>>;
  /** Paths that lead an import elsewhere when there is something. */
  readonly absent: readonly string[];
  /** The URL of class-validator's entry, where a file imports it. */
  readonly classValidator?: string;
}

/** A graph that was written, when all of its files are as they were; undefined when anything has changed. */
export function readGraph(text: string | undefined): KnownGraph | undefined {
  if (text === undefined) return undefined;
  // Only `textOf` a graph is written under its key, and the cache tells half a text.
  const graph = JSON.parse(text) as KnownGraph;
  const same = Object.entries(graph.files).every(([url, { digest }]) => isSame(fileURLToPath(url), digest));
  return same && !graph.absent.some((path) => existsSync(path)) ? graph : undefined;
}

function isSame(path: string, digest: string): boolean {
  try {
    return realpathSync(path) === path && digestOf(readFileSync(path, "utf8")) === digest;
  } catch {
    return false;
  }
}
