import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { builtFile } from "./built-file.js";
import type { SourceLocation } from "./error.js";

/** A position in the author's source that is worked out only when somebody asks for it. */
export interface CallSite {
  /** Absent where the caller has no file, as in an interactive session. */
  locate(): SourceLocation | undefined;
}

type Caller = (...args: never[]) => unknown;

/**
 * Remembers where `api` was called from, at about 2 µs a call; the frame is read and mapped to its source on demand.
 * `api` must be running. Source maps are followed whether Node was told to or not.
 */
export function callSiteOf(api: Caller): CallSite {
  const holder: { readonly stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(holder, api);
  Error.stackTraceLimit = limit;
  return { locate: () => framesOf(holder.stack)[0] };
}

/** Where an error was thrown in the author's own files; absent when no frame is theirs. */
export function placeOfError(error: unknown): SourceLocation | undefined {
  return error instanceof Error ? framesOf(error.stack).find(({ file }) => isAuthors(file)) : undefined;
}

const own = ["lib", "dsl"].map((room) => fileURLToPath(builtFile(`${room}/`)));

function isAuthors(file: string): boolean {
  return !file.includes("node_modules") && !own.some((folder) => file.startsWith(folder) || mapsTo(folder, file));
}

// The frames of our own files are those of the TypeScript sources when Node follows source maps.
function mapsTo(folder: string, file: string): boolean {
  return file.startsWith(folder.replace(/([\\/])dist([\\/](?:lib|dsl)[\\/])$/, "$2"));
}

function framesOf(stack: string | undefined): readonly SourceLocation[] {
  const frames = [...(stack ?? "").matchAll(/^\s+at (?:.* \()?(.+?):(\d+):(\d+)\)?$/gm)];
  return frames
    .filter(([, file]) => !file!.startsWith("node:") && !file!.startsWith("<"))
    .map(([, file, line, column]) => toSource({ file: toPath(file!), line: Number(line), column: Number(column) }));
}

function toPath(file: string): string {
  const plain = file.replace(/\?.*$/, "");
  return plain.startsWith("file:") ? fileURLToPath(plain) : plain;
}

const maps = new Map<string, SourceMap | undefined>();

function toSource(location: SourceLocation): SourceLocation {
  const { file, line, column } = location;
  if (!/\.[cm]?js$/.test(file)) return location;
  if (!maps.has(file)) maps.set(file, readMap(file));
  const origin = maps.get(file)?.findOrigin(line, column);
  if (origin === undefined || !("fileName" in origin)) return location;
  return {
    file: resolve(dirname(file), toPath(origin.fileName)),
    line: origin.lineNumber,
    column: origin.columnNumber,
  };
}

function readMap(file: string): SourceMap | undefined {
  try {
    const url = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(readFileSync(file, "utf8"))?.[1];
    if (url === undefined) return undefined;
    const inline = /^data:application\/json[^,]*;base64,(.*)$/.exec(url)?.[1];
    const text = inline === undefined ? readFileSync(resolve(dirname(file), url), "utf8") : atobText(inline);
    return new SourceMap(JSON.parse(text));
  } catch {
    // Without its map the compiled file is still the best place to name.
    return undefined;
  }
}

function atobText(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
