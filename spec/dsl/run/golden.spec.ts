import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { command } from "../../support/command.js";
import { repository } from "../../support/sources.js";

const golden = suite("dsl/run/golden");

golden("a step whose classes differ from what is registered is refused with every difference", async () => {
  const folder = join("spec", "golden", "run", "remote-interface-differs");
  const args = ["run", join(folder, "pipeline.ts"), "Diabetes", "--seed", "5", "--ratio", "0.5"];
  const { code, stderr } = await command(...args);
  assert.is(code, 1);
  const told = stderr.slice(stderr.indexOf("train failed"));
  const file = join(repository, folder, "error.txt");
  if (process.env.UPDATE === "1") writeFileSync(file, told);
  assert.is(told, readFileSync(file, "utf8"));
});

golden.run();
