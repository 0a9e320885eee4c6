import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { repository } from "../support/sources.js";

const promises = suite("docs/promises");
const page = readFileSync(join(repository, "lib", "README.md"), "utf8");
const table = page.slice(page.indexOf("## What is promised")).split("\n");
const rows = table.filter((line) => /^\| [^-]/.test(line)).slice(1);

promises("every promise of lib/README.md names what it depends on and at least one spec", () => {
  assert.ok(rows.length >= 15);
  for (const row of rows) {
    const cells = row.split("|").map((cell) => cell.trim());
    assert.ok(
      cells.slice(1, 4).every((cell) => cell.length > 0),
      row,
    );
    assert.ok(linksOf(row).length > 0, row);
  }
});

promises("every spec that it names is there, and has a test of that name", () => {
  const dead = rows.flatMap(linksOf).filter(({ name, file }) => !isLive(name, join(repository, "lib", file)));
  assert.equal(dead, []);
});

promises.run();

function linksOf(row: string): readonly { readonly name: string; readonly file: string }[] {
  return [...row.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, name, file]) => ({ name: name!, file: file! }));
}

// A test is a call with a name; some names have more in them, such as the seed.
function isLive(name: string, file: string): boolean {
  if (!file.endsWith(".spec.ts") || !existsSync(file)) return false;
  const text = readFileSync(file, "utf8");
  const calls = [...text.matchAll(/^\s*\w+\(\s*(?:"([^"\n]*)"|`([^`\n]*)`)/gm)].map(
    ([, plain, template]) => plain ?? template!,
  );
  return text.includes(".run();") && calls.some((call) => call === name || call.endsWith(`: ${name}`));
}
