import { suite } from "uvu";
import * as assert from "uvu/assert";
import { within } from "../../support/expect.js";
import { fakeClock, turns } from "../../support/fake-clock.js";
import { type Body, play } from "../../support/fake-runner.js";
import { constant, type DagParts, graph, int, toNode } from "../../support/graph.js";

const limits = suite("lib/engine/limits");

// Counts how many run at once, and keeps the order in which they began.
function counting() {
  const seen = { most: 0, order: [] as string[] };
  let running = 0;
  const body: Body = async (_, { node }) => {
    seen.order.push(node.id);
    running += 1;
    seen.most = Math.max(seen.most, running);
    await turns();
    running -= 1;
    return 1;
  };
  return { seen, body };
}

const many = (count: number, more = {}) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, { task: "t", ...more }]));

limits("no more attempts run at once than the run allows, first come, first served", async () => {
  const { seen, body } = counting();
  await play(graph({ nodes: many(7) }), { t: body }, { concurrency: 2 });
  assert.is(seen.most, 2);
  assert.equal(seen.order, ["n0", "n1", "n2", "n3", "n4", "n5", "n6"]);
});

limits("without a limit of the run, the Dag's own holds", async () => {
  const { seen, body } = counting();
  await play(graph({ nodes: many(5), plan: { maxParallelism: 3 } }), { t: body });
  assert.is(seen.most, 3);
});

limits("a pool holds back its own steps and no others", async () => {
  const { seen, body } = counting();
  const other = counting();
  const nodes = { ...many(4, { pool: "db" }), x: { task: "other" }, y: { task: "other" } };
  await play(graph({ nodes }), { t: body, other: other.body }, { pools: { db: 1 } });
  assert.is(seen.most, 1);
  assert.is(other.seen.most, 2);
});

limits("higher priority starts first, also among steps that became ready together", async () => {
  const { seen, body } = counting();
  const nodes: DagParts["nodes"] = {
    low: { task: "t", priority: 1 },
    none: { task: "t" },
    high: { task: "t", priority: 9 },
    middle: { task: "t", priority: 5 },
  };
  await play(graph({ nodes }), { t: body }, { concurrency: 1 });
  assert.equal(seen.order, ["high", "middle", "low", "none"]);
});

limits("a sub-workflow takes no place of its own, so one place is enough for it", async () => {
  const inner = graph({ nodes: { a: { task: "t" }, b: { task: "t", after: ["a"] } } });
  const dag = graph({
    nodes: { outer: { target: { kind: "workflow", workflow: "w" } } },
    workflows: { w: { ...inner, ref: { name: "w" } } },
    tasks: { t: {} },
  });
  const ran = await within(2000, play({ ...dag, tasks: inner.tasks }, {}, { concurrency: 1 }));
  assert.is(ran.phase, "SUCCEEDED");
});

limits("elements of a mapped step run at most as many at once as it says", async () => {
  const { seen, body } = counting();
  const inputs = { a: constant({ kind: "list", items: [1, 2, 3, 4, 5].map(int) }) } as const;
  const element = toNode("e", { task: "t", inputs });
  const target = { kind: "array", node: element, parallelism: 2, boundInputs: [] } as const;
  const ran = await play(graph({ nodes: { n0: { target, inputs } } }), { t: body });
  assert.is(ran.phase, "SUCCEEDED");
  assert.is(seen.most, 2);
});

limits("who waits for a place when the run is aborted never starts", async () => {
  const controller = new AbortController();
  const started: string[] = [];
  const t: Body = (_, { node, signal }) => {
    started.push(node.id);
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  const running = play(graph({ nodes: many(3) }), { t }, { concurrency: 1, signal: controller.signal });
  await turns();
  controller.abort("enough");
  const ran = await within(2000, running);
  assert.equal(started, ["n0"]);
  assert.equal(ran.story.filter((line) => line.endsWith("ABORTED")).sort(), [
    "n0 ABORTED",
    "n0#0 ABORTED",
    "n1 ABORTED",
    "n2 ABORTED",
    "run ABORTED",
  ]);
});

limits("between two attempts a step holds no place", async () => {
  const clock = fakeClock();
  const order: string[] = [];
  const nodes: DagParts["nodes"] = {
    shaky: { retries: 1, backoff: { initial: "60s" } },
    steady: {},
  };
  const shaky: Body = (_, { attempt }) => {
    order.push(`shaky ${attempt}`);
    if (attempt === 0) throw new Error("once");
    return 1;
  };
  const steady: Body = () => {
    order.push("steady");
    return 1;
  };
  await clock.until(play(graph({ nodes }), { shaky, steady }, { clock, concurrency: 1 }));
  assert.equal(order, ["shaky 0", "steady", "shaky 1"]);
});

limits.run();
