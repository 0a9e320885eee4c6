import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync as swc } from "@swc/core";
import { buildSync, transformSync as esbuild } from "esbuild";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { repository } from "../support/sources.js";

// The same sources through every toolchain: the same versions, and problems at the same places of the TypeScript file.

const sound = ["diabetes", "conditions", "maps", "gates", "structs"];
const broken = ["inputs", "names", "unguarded", "ref-as-value", "compose-throws"];
const sourceOf = (name: string) => join(repository, "spec", "golden", "compile", name, "pipeline.ts");

const toolchains = suite("toolchains");
const expected = probe([...sound, ...broken].map(builtByTsc));

toolchains("tsc gives a version to what is sound and the places of the source to what is not", () => {
  for (const [index, name] of sound.entries()) assert.match(expected[index]!, /^[0-9a-f]{64}$/, name);
  for (const [index, name] of broken.entries()) {
    const places = expected[sound.length + index]!.split(" ").filter((word) => word.includes(":"));
    const golden = readFileSync(sourceOf(name).replace("pipeline.ts", "error.txt"), "utf8");
    const lines = [...golden.matchAll(/ pipeline\.ts:(\d+):/g)].map(([, line]) => `${sourceOf(name)}:${line}`);
    assert.equal(places, lines);
  }
});

toolchains("tsc with source maps on gives the same", () => {
  const files = [...sound, ...broken].map(builtByTsc);
  assert.equal(probe(files, ["--enable-source-maps"]), expected);
});

toolchains("tsx gives the same", () => {
  assert.equal(probe([...sound, ...broken].map(sourceOf), ["--import", "tsx"]), expected);
});

toolchains("esbuild gives the same, with either way to declare properties", () => {
  const built = [true, false].flatMap((useDefineForClassFields) =>
    write(`esbuild-${useDefineForClassFields}`, (name) => {
      const compilerOptions = { experimentalDecorators: true, useDefineForClassFields };
      const options = { loader: "ts", target: "es2022", sourcemap: "inline", sourcefile: sourceOf(name) } as const;
      return esbuild(readFileSync(sourceOf(name), "utf8"), { ...options, tsconfigRaw: { compilerOptions } }).code;
    }),
  );
  assert.equal(probe(built), [...expected, ...expected]);
});

toolchains("a bundle of esbuild gives the same", () => {
  const built = write("bundle", (name) => {
    const options = { bundle: true, format: "esm", platform: "node", write: false, sourcemap: "inline" } as const;
    const outdir = join(repository, "dist", "toolchains", "bundle");
    const { outputFiles } = buildSync({ ...options, outdir, entryPoints: [sourceOf(name)], packages: "external" });
    return outputFiles[0]!.text;
  });
  assert.equal(probe(built), expected);
});

toolchains("swc gives the same; its maps name the end of a class for what its decorator says", () => {
  const built = write("swc", (name) => {
    const transform = { legacyDecorator: true, decoratorMetadata: true };
    const parser = { syntax: "typescript", decorators: true } as const;
    return swc(readFileSync(sourceOf(name), "utf8"), {
      filename: sourceOf(name),
      swcrc: false,
      sourceMaps: "inline",
      module: { type: "es6" },
      jsc: { target: "es2022", parser, transform, keepClassNames: true },
    }).code;
  });
  const given = probe(built);
  assert.equal(given.slice(0, sound.length), expected.slice(0, sound.length));
  for (const [index, name] of broken.entries()) {
    if (name === "names" || name === "unguarded") continue;
    assert.is(given[sound.length + index], expected[sound.length + index], name);
  }
});

toolchains.run();

function builtByTsc(name: string): string {
  return join(repository, "dist", "spec", "golden", "compile", name, "pipeline.js");
}

// Built files lie inside the package, where its own name finds it.
function write(tool: string, build: (name: string) => string): readonly string[] {
  const folder = join(repository, "dist", "toolchains", tool);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return [...sound, ...broken].map((name) => {
    const file = join(folder, `${name}.js`);
    writeFileSync(file, build(name));
    return file;
  });
}

function probe(files: readonly string[], flags: readonly string[] = []): readonly string[] {
  const args = [...flags, join(repository, "dist", "spec", "toolchains", "probe.js"), ...files];
  return execFileSync(process.execPath, args, { encoding: "utf8", cwd: repository }).trimEnd().split("\n");
}
