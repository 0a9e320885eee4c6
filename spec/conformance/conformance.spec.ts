import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { repository } from "../support/sources.js";
import { cases, replayCase } from "./cases.js";
import { differences, meant } from "./differences.js";
import type { Replayed } from "./step.js";

const conformance = suite("conformance");

for (const name of cases) {
  for (const route of ["memory", "network"] as const) {
    conformance(`${name} is answered as FlyteAdmin answered it, over ${route}`, async () => {
      const results = await replayCase(name, route);
      const differing = results.filter(({ same }) => !same);
      const unexpected = differing.filter(({ step }) => !meant("steps", name).includes(step));
      assert.equal(unexpected.map(said), [], "steps that differ and are not meant to");
      const known = differing.map(({ step }) => step).sort();
      assert.equal(known, meant("steps", name), "steps that are meant to differ");
      const reworded = results.filter(({ same, sameText }) => same && sameText === false);
      assert.equal(reworded.map(({ step }) => step).sort(), meant("texts", name), "errors in other words");
    });
  }
}

conformance("every meant difference is named in the emulator's README", () => {
  const text = readFileSync(join(repository, "emulator", "README.md"), "utf8");
  const silent = differences.filter(({ id }) => !text.includes(`\`${id}\``)).map(({ id }) => id);
  assert.equal(silent, []);
});

function said({ step, wanted, got }: Replayed): string {
  return `${step}: expected ${wanted}, got ${got}`;
}

conformance.run();
