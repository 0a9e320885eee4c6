import { suite } from "uvu";
import * as assert from "uvu/assert";
import { flagOf, readFlags } from "../../../dsl/cli/input-flags.js";
import type { Interface } from "../../../lib/types/index.js";
import { throws } from "../../support/expect.js";

const flags = suite("dsl/cli/input-flags");

const pipeline: Interface = {
  inputs: {
    test_split_ratio: { type: { kind: "float" } },
    seed: { type: { kind: "int" } },
    dryRun: { type: { kind: "bool" } },
    tags: { type: { kind: "list", element: { kind: "string" } } },
  },
  outputs: {},
};
const read = (...args: string[]) => Object.fromEntries(readFlags(args, pipeline));

flags("a flag is the input's name in kebab-case", () => {
  assert.equal(["test_split_ratio", "dryRun", "seed"].map(flagOf), ["--test-split-ratio", "--dry-run", "--seed"]);
});

flags("the DTO's spelling, Flyte's and the kebab one mean the same input", () => {
  for (const spelling of ["--test-split-ratio", "--test_split_ratio", "--testSplitRatio"]) {
    assert.equal(read(spelling, "0.5"), { test_split_ratio: "0.5" });
    assert.equal(read(`${spelling}=0.5`), { test_split_ratio: "0.5" });
  }
});

flags("a negative number is a value", () => {
  assert.equal(read("--seed", "-5"), { seed: "-5" });
});

flags("an empty value after = is a value", () => {
  assert.equal(read("--tags="), { tags: "" });
});

flags("a boolean stands alone, with a value, or negated", () => {
  assert.equal(read("--dry-run", "--seed", "1"), { dryRun: "true", seed: "1" });
  assert.equal(read("--dry-run", "false"), { dryRun: "false" });
  assert.equal(read("--no-dry-run"), { dryRun: "false" });
});

flags("a list takes its flag several times", () => {
  assert.equal(read("--tags", "a", "--tags", "b"), { tags: ["a", "b"] });
});

flags("an unknown flag is refused with the one that was meant", () => {
  const error = throws(() => read("--test-split-ration", "0.5"), "COMMAND_FLAG_UNKNOWN");
  assert.match(error.message, "--test-split-ration is no flag of this pipeline");
  assert.is(error.hint, "Write --test-split-ratio, or see --help.");
  assert.is(throws(() => read("--zzz", "1"), "COMMAND_FLAG_UNKNOWN").hint, "Leave the flag out, or see --help.");
});

flags("only a boolean can be negated", () => {
  throws(() => read("--no-seed"), "COMMAND_FLAG_UNKNOWN");
});

flags("a flag without its value is refused", () => {
  throws(() => read("--seed"), "COMMAND_FLAG_VALUE_MISSING");
  throws(() => read("--seed", "--tags", "a"), "COMMAND_FLAG_VALUE_MISSING");
});

flags("a single value given twice is refused", () => {
  throws(() => read("--seed", "1", "--seed", "2"), "COMMAND_FLAG_REPEATED");
});

flags("a stray word is refused", () => {
  throws(() => read("5"), "COMMAND_ARGUMENT_UNKNOWN");
});

flags.run();
