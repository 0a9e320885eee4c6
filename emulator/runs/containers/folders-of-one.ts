import { readdir, stat } from "node:fs/promises";
import { dirname, isAbsolute } from "node:path";
import type { Literal, Literals } from "../../../lib/types/index.js";

/**
 * Inputs with addresses of folders where folders are meant; the same object where that changes nothing. Of a folder with one
 * file, clients tell the address of the file: where storage knows prefixes only, one is as good as the other.
 */
export async function withFoldersOfOne(inputs: Literals): Promise<Literals> {
  const settled: Record<string, Literal> = {};
  for (const [name, literal] of Object.entries(inputs)) settled[name] = await settle(literal);
  return Object.entries(inputs).every(([name, literal]) => settled[name] === literal) ? inputs : settled;
}

async function settle(literal: Literal): Promise<Literal> {
  switch (literal.kind) {
    case "list": {
      const items: Literal[] = [];
      for (const item of literal.items) items.push(await settle(item));
      return items.every((item, index) => item === literal.items[index]) ? literal : { ...literal, items };
    }
    case "map": {
      const entries = await withFoldersOfOne(literal.entries);
      return entries === literal.entries ? literal : { ...literal, entries };
    }
    case "union": {
      const value = await settle(literal.value);
      return value === literal.value ? literal : { ...literal, value };
    }
    case "blob": {
      if (literal.dimensionality !== "multipart" || !isAbsolute(literal.uri)) return literal;
      const uri = await folderOf(literal.uri);
      return uri === literal.uri ? literal : { ...literal, uri };
    }
    default:
      return literal;
  }
}

async function folderOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return path;
  const folder = dirname(path);
  return (await readdir(folder)).length === 1 ? folder : path;
}
