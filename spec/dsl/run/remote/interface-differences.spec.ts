import { suite } from "uvu";
import * as assert from "uvu/assert";
import { interfaceDifferences } from "../../../../dsl/run/remote/interface-differences.js";
import type { FlowType, Variables } from "../../../../lib/types/index.js";

const comparing = suite("dsl/run/remote/interface-differences");

const variables = (types: Readonly<Record<string, FlowType["kind"]>>) =>
  Object.fromEntries(Object.entries(types).map(([name, kind]) => [name, { type: { kind } }])) as Variables;
const remote = {
  interface: {
    inputs: variables({ seed: "int", ratio: "float" }),
    outputs: variables({ accuracy: "float", rows: "int" }),
  },
  required: ["seed"],
};

comparing("a step may leave out what has a default there, and outputs it does not want", () => {
  const step = { inputs: variables({ seed: "int" }), outputs: variables({ accuracy: "float" }) };
  assert.equal(interfaceDifferences(step, remote), []);
});

comparing("each difference is named", () => {
  const step = {
    inputs: variables({ ratio: "string", sed: "int" }),
    outputs: variables({ accuracy: "int", f1: "float" }),
  };
  assert.equal(interfaceDifferences(step, remote), [
    "its input ratio is float, here it is string",
    "it takes no input sed, but seed, ratio",
    "it needs the input seed, int",
    "its output accuracy is float, here it is int",
    "it gives no output f1, but accuracy, rows",
  ]);
});

comparing.run();
