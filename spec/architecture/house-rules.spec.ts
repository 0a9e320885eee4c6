import { existsSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { repository, sources } from "../support/sources.js";

const rules = suite("architecture/house-rules");

const written = sources(/^(lib|dsl|emulator|samples)\/.*\.ts$/);
const specs = sources(/^spec\/.*\.spec\.ts$/);

// A table of data, not code.
const table = "samples/01-diabetes/pima-table.ts";

const exported = /^export (?:abstract |async )*(?:class|const|function\*?|interface|type) (\w+)/;

rules("no hand-written file is longer than 350 lines", () => {
  const long = written
    .filter(({ path, text }) => path !== table && text.split("\n").length > 351)
    .map(({ path }) => path);
  assert.equal(long, []);
});

rules("no room is called after nothing in particular", () => {
  const vague = written.map(({ path }) => path).filter((path) => /\b(utils?|helpers?|common|misc)\b/.test(path));
  assert.equal(vague, []);
});

rules("file names are kebab-case", () => {
  const odd = written.map(({ path }) => path).filter((path) => !/^[a-z0-9/.-]+$/.test(path));
  assert.equal(odd, []);
});

rules("exports are named one by one", () => {
  const loose = written.filter(({ text }) => /^export (\*|default)/m.test(text)).map(({ path }) => path);
  assert.equal(loose, []);
});

rules("every spec calls .run()", () => {
  const silent = specs.filter(({ text }) => !/\.run\(\);/.test(text)).map(({ path }) => path);
  assert.equal(silent, []);
});

rules("no spec is skipped or runs alone", () => {
  const partial = specs.filter(({ text }) => /\b\w+\.(skip|only)\(/.test(text)).map(({ path }) => path);
  assert.equal(partial, []);
});

rules("a spec of a file lies where the file lies", () => {
  const lost = specs
    .map(({ path }) => path)
    .filter((path) => /^spec\/(lib|dsl|emulator)\//.test(path))
    .filter((path) => !existsSync(join(repository, path.replace(/^spec\//, "").replace(/\/[^/]+$/, ""))));
  assert.equal(lost, []);
});

// Overloads share the words above the first of them.
rules("every export says what it promises", () => {
  const silent = written
    .filter(({ path }) => !path.startsWith("samples/"))
    .flatMap(({ path, text }) => {
      const lines = text.split("\n");
      const named = lines.map((line) => exported.exec(line)?.[1]);
      return named.flatMap((name, index) => {
        if (name === undefined || named.indexOf(name) < index) return [];
        const above = lines.slice(0, index).findLast((line) => !line.startsWith("@"));
        return above?.endsWith("*/") ? [] : [`${path}: ${name}`];
      });
    });
  assert.equal(silent, []);
});

rules("every catalogue code is thrown somewhere and asserted by some spec or golden case", () => {
  const codes = sources(/^lib\/errors\/catalogue\/.*\.ts$/).flatMap(({ text }) =>
    [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]+): entry/gm)].map((match) => match[1]!),
  );
  const code = written
    .filter(({ path }) => !path.startsWith("lib/errors/"))
    .map(({ text }) => text)
    .join("\n");
  const proof = sources(/^spec\/.*\.(ts|txt|json)$/)
    .map(({ text }) => text)
    .join("\n");
  assert.equal(
    codes.filter((name) => !code.includes(`"${name}"`)),
    [],
    "never thrown",
  );
  assert.equal(
    codes.filter((name) => !new RegExp(`\\b${name}\\b`).test(proof)),
    [],
    "never asserted",
  );
});

rules.run();
