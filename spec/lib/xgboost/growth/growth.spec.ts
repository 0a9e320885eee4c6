import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Evaluator } from "../../../../lib/xgboost/growth/gain.js";
import { InteractionLimits } from "../../../../lib/xgboost/growth/interaction.js";
import { noSplit, replaces } from "../../../../lib/xgboost/growth/split-candidate.js";
import { readTreeParameters } from "../../../../lib/xgboost/growth/tree-parameters.js";
import { Driver } from "../../../../lib/xgboost/hist/driver.js";
import { ParameterReader, type Parameters } from "../../../../lib/xgboost/parameter-reader.js";
import { throws } from "../../../support/expect.js";

const growth = suite("lib/xgboost/growth");

const names = ["a", "b", "c", "d"];
const read = (parameters: Parameters) => readTreeParameters(new ParameterReader(parameters), { cols: 4, names });
const entry = (node: number, depth: number, loss: number) => ({
  node,
  depth,
  split: { ...noSplit(), loss, leftH: 1, rightH: 1 },
});

growth("alpha shrinks, lambda divides, max_delta_step bounds", () => {
  assert.is(new Evaluator(read({ lambda: 1 })).weight(0, -6, 2), 2);
  assert.is(new Evaluator(read({ lambda: 1, alpha: 3 })).weight(0, -6, 2), 1);
  assert.is(new Evaluator(read({ lambda: 1, max_delta_step: 0.5 })).weight(0, -6, 2), 0.5);
});

growth("a gradient that is NaN counts as 0", () => {
  assert.ok(Object.is(new Evaluator(read({})).weight(0, Number.NaN, 6), -0));
  assert.ok(Object.is(new Evaluator(read({ alpha: 0.1 })).weight(0, Number.NaN, 6), -0));
});

growth("parallel trees that share limits keep those of the root's children", () => {
  const limits = new InteractionLimits([new Set([0, 1]), new Set([2, 3])], 4);
  limits.split(0, 0, [1, 2]);
  limits.split(1, 1, [3, 4]);
  limits.nextTree();
  limits.split(0, 2, [1, 2]);
  limits.split(1, 3, [3, 4]);
  assert.equal([...limits.allowed(2)!], [1, 1, 1, 1]);
  assert.equal([...limits.allowed(3)!], [0, 0, 1, 1]);
});

growth("a side below min_child_weight makes no split, nor one against a monotone constraint", () => {
  const sides = { leftG: -4, leftH: 2, rightG: 4, rightH: 2 };
  assert.is(new Evaluator(read({ min_child_weight: 3 })).split(0, 0, sides), Number.NEGATIVE_INFINITY);
  assert.is(new Evaluator(read({ monotone_constraints: [1] })).split(0, 0, sides), Number.NEGATIVE_INFINITY);
  assert.ok(new Evaluator(read({ monotone_constraints: [-1] })).split(0, 0, sides) > 0);
});

growth("children of a constrained split keep to their side of the middle", () => {
  const evaluator = new Evaluator(read({ monotone_constraints: { a: 1 }, lambda: 0 }));
  evaluator.bind(0, 0, { left: 1, right: 2, leftWeight: 1, rightWeight: 3 });
  assert.is(evaluator.weight(1, -9, 1), 2);
  assert.is(evaluator.weight(2, 9, 1), 2);
});

growth("of equal gains the lower feature wins, and no gain of infinity", () => {
  const best = { ...noSplit(), loss: 2, feature: 1 };
  assert.is(replaces(best, 2, 0), true);
  assert.is(replaces(best, 2, 2), false);
  assert.is(replaces(best, Number.POSITIVE_INFINITY, 0), false);
});

growth("constraints are read from text, lists and names", () => {
  assert.equal(Array.from(read({ monotone_constraints: "(1,0,-1)" }).monotone), [1, 0, -1, 0]);
  assert.equal(read({ interaction_constraints: [["a", "b"], [3]] }).interactions, [new Set([0, 1]), new Set([3])]);
  throws(() => read({ monotone_constraints: "(1,0,0,0,1)" }), "XGB_PARAMETER_REFUSED");
  throws(() => read({ monotone_constraints: [1.5] }), "XGB_PARAMETER_REFUSED");
  assert.equal(Array.from(read({ monotone_constraints: "(7,-3)" }).monotone), [1, -1, 0, 0]);
  throws(() => read({ interaction_constraints: "[[0" }), "XGB_PARAMETER_REFUSED");
  throws(() => read({ interaction_constraints: [["e"]] }), "XGB_PARAMETER_REFUSED");
  throws(() => read({ interaction_constraints: '[["a"]]' }), "XGB_PARAMETER_REFUSED");
  throws(() => read({ interaction_constraints: "[[0.5]]" }), "XGB_PARAMETER_REFUSED");
  assert.equal(read({ interaction_constraints: "[[0,9]]" }).interactions, [new Set([0, 9])]);
  assert.equal(read({ interaction_constraints: "[]" }).interactions, []);
});

growth("a path may go on within the groups that hold all of it", () => {
  const limits = new InteractionLimits([new Set([0, 1]), new Set([1, 2])], 4);
  assert.is(limits.allowed(0), undefined);
  limits.split(0, 1, [1, 2]);
  assert.equal(Array.from(limits.allowed(1)!), [1, 1, 1, 0]);
  limits.split(1, 0, [3, 4]);
  assert.equal(Array.from(limits.allowed(3)!), [1, 1, 0, 0]);
});

growth("levels are split whole, best-first one node at a time", () => {
  const wide = new Driver(read({}));
  wide.push([entry(1, 1, 5), entry(2, 1, 9), entry(3, 2, 7)]);
  assert.equal(
    wide.pop().map(({ node }) => node),
    [1, 2],
  );
  const best = new Driver(read({ grow_policy: "lossguide" }));
  best.push([entry(1, 1, 5), entry(2, 1, 9), entry(3, 2, 9)]);
  assert.equal([best.pop()[0]?.node, best.pop()[0]?.node], [2, 3]);
});

growth("gamma, depth and leaves end the growth", () => {
  const gamma = new Driver(read({ gamma: 6 }));
  gamma.push([entry(1, 1, 5)]);
  assert.equal(gamma.pop(), []);
  const leaves = new Driver(read({ max_leaves: 2 }));
  leaves.push([entry(1, 1, 5), entry(2, 1, 9)]);
  assert.equal(
    leaves.pop().map(({ node }) => node),
    [1],
  );
  assert.is(leaves.mayGrow(entry(1, 1, 5)), false);
  assert.is(new Driver(read({ max_depth: 2 })).mayGrow(entry(1, 1, 5)), false);
});

growth.run();
