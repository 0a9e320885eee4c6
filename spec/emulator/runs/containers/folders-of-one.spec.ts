import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withFoldersOfOne } from "../../../../emulator/runs/containers/folders-of-one.js";
import type { Literal } from "../../../../lib/types/index.js";

const folders = suite<{ root: string }>("emulator/runs/containers/folders-of-one");

folders.before.each((context) => {
  context.root = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
});
folders.after.each(({ root }) => rmSync(root, { recursive: true }));

const blob = (uri: string, dimensionality: "single" | "multipart" = "multipart"): Literal => {
  return { kind: "blob", uri, format: "", dimensionality };
};

folders("where a folder is meant, the address of the only file in one is that of its folder", async ({ root }) => {
  const [one, two] = [join(root, "one"), join(root, "two")];
  for (const file of [join(one, "a"), join(two, "a"), join(two, "b")]) {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, "x");
  }
  const file = join(one, "a");
  const given = {
    plain: blob(file),
    list: { kind: "list", items: [blob(file)] },
    map: { kind: "map", entries: { k: { kind: "union", value: blob(file), type: { kind: "int" } } } },
    single: blob(file, "single"),
    many: blob(join(two, "a")),
    folder: blob(one),
    missing: blob(join(root, "nowhere")),
    elsewhere: blob("s3://bucket/one/a"),
    number: { kind: "int", value: "1" },
  } as const satisfies Record<string, Literal>;
  assert.equal(await withFoldersOfOne(given), {
    ...given,
    plain: blob(one),
    list: { kind: "list", items: [blob(one)] },
    map: { kind: "map", entries: { k: { ...given.map.entries.k, value: blob(one) } } },
  });
});

folders("inputs of other kinds are the same objects", async ({ root }) => {
  const given = {
    l: { kind: "list", items: [{ kind: "int", value: "1" }] },
    b: blob(root),
    u: blob("s3://b/x"),
  } as const;
  assert.is(await withFoldersOfOne(given), given);
});

folders.run();
