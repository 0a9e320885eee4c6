import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { KnownFile, KnownGraph } from "./known-graph.js";
import { digestOf } from "./private-cache.js";
import type { Seen } from "./tsx-hooks.js";

type Import = Extract<Seen, { readonly kind: "import" }>;
type File = Extract<Seen, { readonly kind: "file" }>;

const extensions = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"];
// CommonJS packages of which Node by itself sees the same exports as under tsx.
const plain = /\/node_modules\/(class-validator|reflect-metadata)\//;

/**
 * What tsx was seen to do for a file, as a graph that can be loaded without it; undefined when anything in it is more than Node does
 * by itself with the files' transformed texts.
 */
export function graphOf(url: string, seen: readonly Seen[]): KnownGraph | undefined {
  const loaded = new Map(seen.filter((each) => each.kind === "file").map((file) => [file.url, file]));
  const imports = seen.filter((each) => each.kind === "import");
  if (![...loaded.values()].every((file) => isPlainFile(file))) return undefined;
  if (!imports.every((each) => isPlainImport(each, loaded))) return undefined;
  if (!isSource(url, loaded)) return undefined;
  // Other files may be loaded at the same time, of which not all has been seen.
  const meant = reachedFrom(url, imports);
  const relative = imports.filter(
    ({ from, specifier }) => meant.has(from ?? "") && isSource(from, loaded) && isRelative(specifier),
  );
  const sources = [...loaded.values()].filter((file) => file.code !== undefined && meant.has(file.url));
  const entry = imports.find(
    ({ from, specifier }) => meant.has(from ?? "") && isSource(from, loaded) && specifier === "class-validator",
  );
  return {
    files: Object.fromEntries(sources.map((file) => [file.url, knownFile(file, relative)])),
    absent: relative.flatMap((each) => rivalsOf(each)),
    ...(entry === undefined ? {} : { classValidator: entry.url }),
  };
}

function reachedFrom(url: string, imports: readonly Import[]): ReadonlySet<string> {
  const reached = new Set([url]);
  // A set hands out what is added to it meanwhile too.
  for (const each of reached) for (const next of imports) if (next.from === each) reached.add(next.url);
  return reached;
}

function knownFile({ url, digest, code }: File, relative: readonly Import[]): KnownFile {
  const own = relative.filter(({ from }) => from === url);
  // A TypeScript file was told with both.
  return { digest: digest!, code: code!, imports: Object.fromEntries(own.map((each) => [each.specifier, each.url])) };
}

function isPlainFile({ url, format, digest, code }: File): boolean {
  if (url.startsWith("node:")) return true;
  if (!url.startsWith("file:") || /[?#]/.test(url)) return false;
  const path = fileURLToPath(url);
  if (code === undefined) return format === "commonjs" ? plain.test(url) : format === "module" && isModule(path);
  const text = readFileSync(path, "utf8");
  // What is only found out while the file runs was not seen.
  return (
    digestOf(text) === digest && format === "module" && !/\bimport\s*\(|\brequire\b|\bmeta\s*\.\s*resolve\b/.test(text)
  );
}

function isPlainImport({ from, specifier, url }: Import, loaded: ReadonlyMap<string, File>): boolean {
  if (url.startsWith("node:")) return true;
  if (from === undefined || specifier.startsWith("file:")) return specifier === url;
  if (!isRelative(specifier)) return /^[@a-z]/i.test(specifier) && !isSource(url, loaded) && /\.[cm]?js$/.test(url);
  const literal = new URL(specifier, from).href;
  return isSource(from, loaded) ? isSource(url, loaded) && stem(literal) === stem(url) : literal === url;
}

function isSource(url: string | undefined, loaded: ReadonlyMap<string, File>): boolean {
  return url !== undefined && loaded.get(url)?.code !== undefined;
}

function isRelative(specifier: string): boolean {
  return /^\.\.?\//.test(specifier);
}

function stem(url: string): string {
  const extension = extname(url);
  return extensions.includes(extension) ? url.slice(0, -extension.length) : url;
}

// Files that are not there, but would be the ones that are meant if they were.
function rivalsOf({ from, specifier, url }: Import): readonly string[] {
  const literal = new URL(specifier, from).href;
  if (literal === url) return [];
  const stems = [literal, stem(literal)];
  const all = [literal, ...stems.flatMap((each) => extensions.map((extension) => each + extension))];
  return [...new Set(all)].map((each) => fileURLToPath(each)).filter((path) => !existsSync(path));
}

function isModule(path: string): boolean {
  if (path.endsWith(".mjs")) return true;
  if (!path.endsWith(".js")) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest))
      return (JSON.parse(readFileSync(manifest, "utf8")) as { type?: string }).type === "module";
    if (folder === dirname(folder)) return false;
  }
}
