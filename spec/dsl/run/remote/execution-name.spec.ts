import { suite } from "uvu";
import * as assert from "uvu/assert";
import { executionName, runName } from "../../../../dsl/run/remote/execution-name.js";

const naming = suite("dsl/run/remote/execution-name");
const accepted = /^[a-z][a-z0-9-]{0,62}$/;

naming("parts that Flyte takes are readable", () => {
  assert.is(executionName(["example-flyte-abc", "train", 0]), "example-flyte-abc-train-0");
});

naming("other parts are still told apart, and always the same", () => {
  const names = [
    ["run 1", "n"],
    ["run-1", "n"],
    ["Run_1", "n"],
    ["1", "n"],
    ["ü", "ö"],
    ["x".repeat(80), "n"],
    ["x".repeat(80), "m"],
  ];
  const made = names.map((parts) => executionName(parts));
  assert.is(new Set(made).size, names.length);
  assert.ok(
    made.every((name) => accepted.test(name)),
    made.join(" "),
  );
  assert.equal(
    names.map((parts) => executionName(parts)),
    made,
  );
});

naming("a run is named after the last part of its pipeline, and never the same", () => {
  assert.match(runName("ml.pima.example_flyte"), /^example-flyte-[a-z]{8}$/);
  assert.is.not(runName("p"), runName("p"));
  assert.ok(accepted.test(runName("…")));
});

naming.run();
