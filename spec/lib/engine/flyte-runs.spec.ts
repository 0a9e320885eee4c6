import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Dag, Node } from "../../../lib/dag/index.js";
import { type ExecuteOptions, memoryCache } from "../../../lib/engine/index.js";
import type { Literal } from "../../../lib/types/index.js";
import { fakeClock } from "../../support/fake-clock.js";
import { fakeRunner, play, type Ran } from "../../support/fake-runner.js";
import {
  bodies,
  branch,
  caching,
  chain,
  cleaning,
  diamond,
  inc,
  list,
  number,
  one,
  pythonDag,
} from "../../support/flyte-runs.js";
import { golden } from "../../support/golden.js";
import { constant, type DagParts, int, promise, subWorkflow, toNode, variables } from "../../support/graph.js";

const recorded = suite("lib/engine/flyte-runs");

interface Story {
  readonly story: readonly string[];
  readonly error?: { readonly code?: string; readonly kind?: string; readonly message: string };
}

const stories = golden<Readonly<Record<string, Story>>>("flyte-runs/stories.json");

function dag(parts: DagParts): Dag {
  return pythonDag("pipeline", { interface: { inputs: variables(["a"]), outputs: {} }, ...parts });
}

const withTasksOf = (parts: DagParts, more: DagParts) => ({ ...parts, tasks: dag(more).tasks });

function mapped(task: string, more = {}): Node {
  const inputs = { a: constant(list(1, 2, 3)) };
  return toNode("n0", {
    inputs,
    target: { kind: "array", node: toNode("e", { task, inputs }), boundInputs: [], ...more },
  });
}

const gate = (target: Node["target"], inputs = {}) => ({ target, inputs });
const answering = (value: Literal): Partial<ExecuteOptions> => ({
  runner: fakeRunner(bodies, { awaitSignal: async () => value }),
});
const approval: DagParts = {
  nodes: {
    n0: inc(""),
    n1: gate({ kind: "approve", signal: "ok" }, { a: promise("n0") }),
    n2: { task: "double", inputs: { a: promise("n1", "a") } },
  },
};
const waitForNumber: DagParts = {
  nodes: {
    n0: gate({ kind: "signal", signal: "number", type: { kind: "int" }, output: "o0" }),
    n1: inc(""),
    n2: { task: "add", inputs: { a: promise("n1"), b: promise("n0", "o0") } },
  },
};
// The recording does not say in which order nodes that run side by side came: those are compared node by node.
function same(ran: Ran, name: string, sideBySide = false) {
  const { story, error } = stories[name]!;
  const told = ran.events.flatMap((event, index) =>
    event.kind === "task" && event.element !== undefined ? [] : [ran.story[index]!],
  );
  const ours = told.filter((line) => line !== "run ABORTING");
  assert.equal(sideBySide ? byNode(ours) : ours, sideBySide ? byNode(story) : story, name);
  if (error?.code !== undefined) assert.is(ran.error?.code, error.code);
  if (error?.kind !== undefined) assert.is(ran.error?.kind, error.kind);
}

function byNode(story: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const lines: Record<string, string[]> = {};
  for (const line of story) {
    const node = line.split(/[ #]/)[0]!;
    lines[node] ??= [];
    lines[node].push(line);
  }
  return lines;
}

recorded("chain", async () => same(await play(dag(chain), bodies), "chain"));

recorded("diamond", async () => same(await play(dag(diamond), bodies), "diamond", true));

recorded("order without data", async () => {
  const nodes = { n0: { task: "void" }, n1: { ...inc(""), after: ["n0"] } };
  same(await play(dag({ nodes }), bodies), "with-void");
});

recorded("sub-workflow", async () => {
  const parts: DagParts = {
    nodes: { n0: { target: { kind: "workflow", workflow: "chain" }, inputs: { a: promise("", "a") } }, n1: inc("n0") },
    workflows: { chain: subWorkflow("chain", chain) },
  };
  same(await play(dag(withTasksOf(parts, chain)), bodies), "sub");
});

recorded("launch plan", async () => {
  const parts: DagParts = {
    nodes: { n0: { target: { kind: "launchPlan", launchPlan: "lp" }, inputs: { a: promise("", "a") } }, n1: inc("n0") },
    launchPlans: { lp: { ref: { name: "lp" }, interface: { inputs: variables(["a"]), outputs: variables(["o"]) } } },
  };
  const runner = fakeRunner(bodies, {
    async launch(_, { a }, attempt) {
      attempt.report({ externalId: "real-with-lp-n0-0" });
      return { outputs: { o: int((number(a) + 1) * 2) } };
    },
  });
  const ran = await play(dag(parts), {}, { runner });
  same(ran, "with-lp");
  const running = ran.events.find((event) => event.kind === "node" && event.phase === "RUNNING");
  assert.is(running?.kind === "node" ? running.launched : undefined, "real-with-lp-n0-0");
});

recorded("branches", async () => {
  same(await play(dag(branch(5)), bodies), "branch-if");
  same(await play(dag(branch(3)), bodies), "branch-elif");
  const failed = await play(dag(branch(1)), bodies);
  same(failed, "branch-fail");
  assert.is(failed.error?.message, stories["branch-fail"]?.error?.message);
});

recorded("dynamic", async () =>
  same(await play(dag({ nodes: { n0: { task: "dyn" }, n1: inc("n0") } }), bodies), "dynamic"),
);

recorded("mapped steps", async () => {
  const nodes = { n0: mapped("inc"), n1: { task: "total", inputs: { xs: promise("n0") } } };
  const parts: DagParts = { nodes, tasks: { total: { interface: listInterface } }, outputs: { o: promise("n1") } };
  const ran = await play(dag(parts), bodies);
  same(ran, "mapped");
  assert.equal(ran.outputs, { o: int(9) });
  const empty = { ...nodes, n0: { ...nodes.n0, inputs: { a: constant(list()) } } };
  same(await play(dag({ ...parts, nodes: empty }), bodies), "map-empty");
  const failed = await play(dag({ nodes: { n0: mapped("sometimes") } }), bodies);
  same(failed, "map-fail");
  assert.is(failed.error?.message, "[1]: not two\n");
  same(await play(dag({ nodes: { n0: mapped("sometimes", { minSuccessRatio: 0.5 }) } }), bodies), "map-ratio");
});

const listInterface = {
  inputs: { xs: { type: { kind: "list", element: { kind: "int" } } } },
  outputs: variables(["o"]),
} as const;

recorded("cache", async () => {
  const cache = memoryCache();
  const miss = await play(dag(caching), bodies, { cache });
  same(miss, "cache-miss");
  assert.equal(cacheOf(miss), ["POPULATED"]);
  const hit = await play(dag(caching), bodies, { cache });
  same(hit, "cache-hit");
  assert.equal(cacheOf(hit), ["HIT"]);
  const anew = await play(dag(caching), bodies, { cache, overwriteCache: true });
  same(anew, "cache-overwrite");
  assert.equal(cacheOf(anew), ["POPULATED"]);
});

function cacheOf({ events }: Ran) {
  return events.flatMap((event) => (event.kind === "node" && event.cache !== undefined ? [event.cache] : []));
}

recorded("failures and retries", async () => {
  const clock = fakeClock();
  const played = (parts: DagParts) => clock.until(play(dag(parts), bodies, { clock }));
  same(await played(one("boom", {}, 1)), "failing");
  const retrying = await played(one("recoverable", {}, 1));
  same(retrying, "retrying");
  assert.is(retrying.error?.message, "[2/2] currentAttempt done. Last Error: USER::try again");
  same(await played(one("crash")), "crashing");
  same(await played(one("crash", cleaning)), "handled");
});

recorded("gates", async () => {
  const clock = fakeClock();
  const sleeping = { nodes: { n0: gate({ kind: "sleep", duration: "3s" }), n1: { ...inc(""), after: ["n0"] } } };
  same(await clock.until(play(dag(sleeping), bodies, { clock })), "sleeper");
  assert.is(clock.now(), 3000);
  same(await play(dag(waitForNumber), {}, answering(int(7))), "gated", true);
  const wrong = await play(dag(waitForNumber), {}, answering({ kind: "string", value: "7" }));
  assert.is(wrong.error?.code, "RUN_SIGNAL_MISMATCH");
  same(await play(dag(approval), {}, answering({ kind: "bool", value: true })), "approved");
  const rejected = await play(dag(approval), {}, answering({ kind: "bool", value: false }));
  same(rejected, "rejected");
  assert.is(rejected.error?.message, "received a reject signal to disapprove the node input values");
});

recorded("abort", async () => {
  const controller = new AbortController();
  const { wait } = bodies;
  const runner = fakeRunner(
    { inc: wait! },
    {
      awaitSignal: (_, { signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    },
  );
  const running = play(dag(waitForNumber), {}, { runner, signal: controller.signal });
  setImmediate(() => controller.abort("enough"));
  const ran = await running;
  same(ran, "aborted", true);
  const node = ran.events.find((event) => event.kind === "node" && event.phase === "ABORTED");
  assert.equal(node?.error, { code: "NodeAborted", message: "Workflow aborted.", kind: "UNKNOWN" });
});

recorded("single task", async () => same(await play(dag({ nodes: { workflowsinc: inc("") } }), bodies), "single-task"));

recorded.run();
