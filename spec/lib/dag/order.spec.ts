import { suite } from "uvu";
import * as assert from "uvu/assert";
import { order } from "../../../lib/dag/index.js";
import { throws } from "../../support/expect.js";
import { graph } from "../../support/graph.js";

const ordering = suite("lib/dag/order");
const ids = (nodes: Record<string, readonly string[]>) => order(graph({ nodes })).map(({ id }) => id);

ordering("a step comes after everything it waits for", () => {
  assert.equal(ids({ report: ["train", "clean"], train: ["clean"], clean: [] }), ["clean", "train", "report"]);
});

ordering("where the graph leaves a choice, written order wins", () => {
  assert.equal(ids({ c: [], a: [], b: [], last: ["b", "c"] }), ["c", "a", "b", "last"]);
});

ordering("a cycle is reported by its own steps and no others", () => {
  const error = throws(
    () => ids({ load: [], train: ["load", "score"], score: ["train"], end: ["score"] }),
    "DAG_CYCLE",
  );
  assert.match(error.message, /train → score → train$|score → train → score$/);
});

ordering("a long chain needs no stack", () => {
  const chain = Array.from({ length: 50_000 }, (_, index) => [`n${index}`, index === 0 ? [] : [`n${index - 1}`]]);
  assert.is(ids(Object.fromEntries(chain)).at(-1), "n49999");
});

ordering.run();
