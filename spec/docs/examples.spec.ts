import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { repository, type Source, sources } from "../support/sources.js";

// Compiles every TypeScript example of the READMEs and of the doc comments, as a user of the package would.

const examples = suite("docs/examples");
const room = join(repository, "dist", "docs");

examples("every TypeScript block of a README compiles", () => {
  assert.is(compile(sources(/(^|\/)[A-Z]+\.md$/).flatMap((page) => blocksOf(page, page.text))), "");
});

examples("every TypeScript block of a doc comment compiles", () => {
  const comments = sources(/^(lib|dsl|emulator)\/.*\.ts$/).flatMap((file) =>
    [...file.text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap(([comment]) =>
      blocksOf(file, comment.replace(/^\s*\*\s?/gm, "")),
    ),
  );
  assert.is(compile(comments), "");
});

examples("every link from a page to a file of the repository leads somewhere", () => {
  const lost = sources(/\.md$/).flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)]
      .map(([, target]) => target!)
      .filter((target) => !existsSync(join(repository, dirname(path), target)))
      .map((target) => `${path}: ${target}`),
  );
  assert.equal(lost, []);
});

examples.run();

function blocksOf({ path }: Source, text: string): readonly { readonly name: string; readonly code: string }[] {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code], index) => ({
    name: `${path.replace(/[^a-z0-9]+/gi, "-").toLowerCase()}-${index + 1}.ts`,
    code: code!,
  }));
}

// One program for all: a compiler run costs more than a block. Every block is a module of its own.
function compile(blocks: readonly { readonly name: string; readonly code: string }[]): string {
  if (blocks.length === 0) return "";
  const folder = join(room, blocks[0]!.name.replace(/\.ts$/, ""));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, code } of blocks) writeFileSync(join(folder, name), `${code}\nexport {};\n`);
  const options = {
    noEmit: true,
    incremental: false,
    tsBuildInfoFile: null,
    noUnusedLocals: false,
    rootDir: repository,
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: join(repository, "tsconfig.json"),
      compilerOptions: options,
      include: ["*.ts"],
      exclude: [],
    }),
  );
  try {
    execFileSync(process.execPath, [compiler(), "-p", folder], { encoding: "utf8" });
    return "";
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

function compiler(): string {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  return join(dirname(manifest), "bin", "tsc");
}
