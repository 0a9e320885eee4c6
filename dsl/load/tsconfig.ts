import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, parse } from "node:path";

/** The tsconfig.json under which a user's file is transformed. */
export interface Tsconfig {
  /** All that it says; undefined where that lies in other files too, or changes what imports mean. */
  readonly text: string | undefined;
  /** Writes it and gives its path. */
  file(): string;
}

const farReaching = /"(extends|references|paths|baseUrl|rootDirs|allowJs|checkJs|moduleSuffixes|customConditions)"/;

// tsx takes one tsconfig file, and only for the files that it includes. A user's own may lack the decorators or leave the
// pipeline out, so that a file of ours extends it and includes all.
/** The tsconfig.json for a file: the nearest one, with legacy decorators. */
export function tsconfigFor(file: string): Tsconfig {
  const own = nearestTsconfig(dirname(file));
  const text = JSON.stringify({
    ...(own === undefined ? {} : { extends: own }),
    compilerOptions: { experimentalDecorators: true, ...(own === undefined ? { target: "es2022" } : {}) },
    // A pattern matches no folder whose name starts with a dot unless it names it.
    include: [parse(file).root, dirname(own ?? file), dirname(file)].map((folder) => join(folder, "**", "*")),
    exclude: [],
  });
  const ownText = own === undefined ? "" : readFileSync(own, "utf8");
  return { text: farReaching.test(ownText) ? undefined : `${text}\n${ownText}`, file: () => written(text) };
}

function written(text: string): string {
  const folder = join(tmpdir(), "flytepath-tsconfig");
  const path = join(folder, `${createHash("sha256").update(text).digest("hex").slice(0, 16)}.json`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  }
  return path;
}

function nearestTsconfig(folder: string): string | undefined {
  const candidate = join(folder, "tsconfig.json");
  if (existsSync(candidate)) return candidate;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestTsconfig(parent);
}
