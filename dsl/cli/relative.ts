import { relative } from "node:path";

/** A path as a person in the current folder would write it. */
export function relativeTo(path: string, folder: string = process.cwd()): string {
  const short = relative(folder, path);
  return short === "" || short.startsWith("..") ? path : short;
}
