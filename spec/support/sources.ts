import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the repository; specs run from `dist/spec`. */
export const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** A file of the repository that git knows or would add. */
export interface Source {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Files of the repository whose path matches, without what git ignores. */
export function sources(pattern: RegExp): readonly Source[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard"];
  return execFileSync("git", args, { cwd: repository, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 })
    .split("\n")
    .filter((path) => pattern.test(path) && existsSync(join(repository, path)))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(repository, path), "utf8") }));
}

/** What a file imports: a path relative to the repository for its own files, a package name for others. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly isPackage: boolean;
}

const specifiers = [
  /^(?:import|export)\s[^;]*?\sfrom\s+"([^"]+)"/gms,
  /^import\s+"([^"]+)"/gm,
  /\bimport\(\s*"([^"]+)"\s*\)/g,
];

/** Every import of a file, static and dynamic, types included. */
export function importsOf({ path, text }: Source): readonly Import[] {
  const code = text.replace(/^\s*\*.*$/gm, "");
  return specifiers
    .flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1]!))
    .map((specifier) => toImport(path, specifier));
}

function toImport(from: string, specifier: string): Import {
  if (specifier.startsWith(".")) {
    const to = posix.join(posix.dirname(from), specifier).replace(/\.js$/, ".ts");
    return { from, to, isPackage: false };
  }
  const [scope, name] = specifier.split("/");
  return { from, to: specifier.startsWith("@") ? `${scope}/${name}` : scope!, isPackage: true };
}
