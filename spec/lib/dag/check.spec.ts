import { suite } from "uvu";
import * as assert from "uvu/assert";
import { check, versionOf } from "../../../lib/dag/index.js";
import { randomDag } from "../../support/random-dag.js";
import { graph } from "../../support/graph.js";

const checking = suite("lib/dag/check");

checking("a sound graph has no problems", () => {
  assert.equal(check(graph({ nodes: { a: [], b: ["a"] } })), []);
});

checking("all problems are reported at once", () => {
  const dag = graph({
    nodes: { a: ["ghost"], b: ["c"], c: ["b"], d: { target: { kind: "workflow", workflow: "w" } } },
  });
  const codes = check({ ...dag, nodes: [...dag.nodes, dag.nodes[0]!] }).map(({ code }) => code);
  assert.equal(codes, [
    "DAG_NODE_TWICE",
    "DAG_UPSTREAM_UNKNOWN",
    "DAG_TARGET_UNKNOWN",
    "DAG_UPSTREAM_UNKNOWN",
    "DAG_CYCLE",
  ]);
});

checking("random Dags are sound, and the same for the same seed", () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const dag = randomDag(seed);
    assert.equal(check(dag), [], `seed ${seed}`);
    assert.is(versionOf(dag), versionOf(randomDag(seed)));
  }
});

checking.run();
