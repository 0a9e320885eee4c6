import { suite } from "uvu";
import { freeze } from "../../../lib/dag/index.js";
import type { Runner } from "../../../lib/engine/index.js";
import { TaskError } from "../../../lib/errors/index.js";
import type { Literal } from "../../../lib/types/index.js";
import { type Crash, crashAndResume, undisturbed } from "../../support/crash.js";
import { type Body, fakeRunner } from "../../support/fake-runner.js";
import { caseOf, constant, graph, int, promise, subWorkflow, toNode, variables } from "../../support/graph.js";
import { randomDag } from "../../support/random-dag.js";
import { randomRunner } from "../../support/random-runner.js";

const resume = suite("lib/engine/resume");

async function everywhere(name: string, crash: Crash, stride = 1): Promise<void> {
  const whole = await undisturbed(crash);
  for (let kept = 1; kept < whole.events.length; kept += stride) {
    try {
      await crashAndResume(crash, kept, whole);
    } catch (error) {
      if (error instanceof Error) error.message = `${name}: ${error.message}`;
      throw error;
    }
  }
}

const list = (...values: number[]): Literal => ({ kind: "list", items: values.map(int) });

function steps(bodies: Readonly<Record<string, Body>>, more: Partial<Runner> = {}): Crash["runner"] {
  return () => fakeRunner(bodies, more);
}

const holds = {
  kind: "comparison",
  operator: "eq",
  left: { kind: "literal", literal: int(1) },
  right: { kind: "literal", literal: int(1) },
} as const;

const shapes: Readonly<Record<string, Crash>> = {
  chain: {
    dag: graph({ nodes: { a: [], b: ["a"], c: ["b"] }, outputs: { o: promise("c") } }),
    runner: steps({ a: () => 1, b: () => 2, c: () => 3 }),
  },
  "fan-out": {
    dag: graph({ nodes: { a: [], b: ["a"], c: ["a"], d: ["a"], e: ["b", "c", "d"] }, outputs: { o: promise("e") } }),
    runner: steps({ e: () => 5 }),
  },
  "two attempts": {
    dag: graph({ nodes: { a: { retries: 2, backoff: { initial: "60s" } }, b: ["a"] }, outputs: { o: promise("b") } }),
    runner: steps({
      a(_, { attempt }) {
        if (attempt === 0) throw new Error("once");
        return 7;
      },
    }),
  },
  "used-up retries": {
    dag: graph({ nodes: { a: { retries: 1 }, b: ["a"], c: [] }, onFailure: "fail_after_executable_nodes_complete" }),
    runner: steps({
      a() {
        throw new TaskError("never", { code: "NEVER" });
      },
    }),
  },
  "a failure node": {
    dag: graph({ nodes: { a: [], b: ["a"] }, failureNode: toNode("clean", {}) }),
    runner: steps({
      a() {
        throw new TaskError("broken", { code: "BROKEN", retryable: false });
      },
    }),
  },
  "trigger rules": {
    dag: graph({
      nodes: {
        a: [],
        b: [],
        one: { after: ["a", "b"], trigger: "one_success" },
        clean: { after: ["a", "b", "one"], trigger: "all_done" },
        skipped: { after: ["a"], trigger: "all_failed" },
      },
      onFailure: "fail_after_executable_nodes_complete",
    }),
    runner: steps({
      b() {
        throw new TaskError("broken", { code: "BROKEN", retryable: false });
      },
    }),
  },
  "a sub-workflow": {
    dag: graph({
      nodes: { first: [], outer: { after: ["first"], target: { kind: "workflow", workflow: "w" } }, last: ["outer"] },
      workflows: { w: subWorkflow("w", { nodes: { x: [], y: ["x"] } }) },
    }),
    runner: steps({}),
  },
  "a branch": {
    dag: graph({
      nodes: {
        a: [],
        branch: { after: ["a"], target: { kind: "branch", cases: [caseOf(holds, toNode("yes", {}))] } },
        b: ["branch"],
      },
    }),
    runner: steps({}),
  },
  "a mapped step": {
    dag: graph({
      nodes: {
        map: {
          inputs: { a: constant(list(1, 2, 3, 4)) },
          retries: 1,
          target: {
            kind: "array",
            node: toNode("e", { task: "t", inputs: { a: constant(list(1, 2, 3, 4)) } }),
            parallelism: 2,
            boundInputs: [],
          },
        },
      },
      outputs: { o: promise("map") },
    }),
    runner: steps({
      t({ a }, { attempt }) {
        if (attempt === 0 && a?.kind === "int" && a.value === "3") throw new Error("once");
        return a?.kind === "int" ? Number(a.value) * 2 : 0;
      },
    }),
  },
  "a mapped step that fails": {
    dag: graph({
      nodes: {
        map: {
          inputs: { a: constant(list(1, 2, 3)) },
          target: {
            kind: "array",
            node: toNode("e", { task: "t", inputs: { a: constant(list(1, 2, 3)) } }),
            boundInputs: [],
          },
        },
      },
    }),
    runner: steps({
      t({ a }) {
        if (a?.kind === "int" && a.value === "2") throw new TaskError("two", { code: "TWO", retryable: false });
        return 1;
      },
    }),
  },
  "a dynamic task": {
    dag: graph({ nodes: { d: {}, after: ["d"] }, outputs: { o: promise("d") } }),
    runner: steps({
      d: () => ({
        outputs: {},
        dynamic: graph({ nodes: { i: [], j: ["i"] }, outputs: { o: promise("j") } }),
      }),
      j: () => 9,
    }),
  },
  "a launch plan": {
    dag: graph({
      nodes: { lp: { retries: 1, target: { kind: "launchPlan", launchPlan: "lp" } }, b: ["lp"] },
      launchPlans: { lp: { ref: { name: "lp" }, interface: { inputs: {}, outputs: variables(["o"]) } } },
      outputs: { o: promise("lp") },
    }),
    runner: steps(
      {},
      {
        async launch(_, __, { attempt, report, outside }) {
          const carried = outside !== undefined && outside.error === undefined ? outside.id : `x-${attempt}`;
          await report({ claims: carried });
          report({ externalId: carried });
          if (carried === "x-0") throw new TaskError("remote failed", { code: "REMOTE" });
          return { outputs: { o: int(4) } };
        },
      },
    ),
  },
  "gates and a sleep": {
    dag: graph({
      nodes: {
        sleep: { target: { kind: "sleep", duration: "3600s" } },
        ask: { after: ["sleep"], target: { kind: "approve", signal: "go" } },
        end: ["ask"],
      },
    }),
    runner: steps({}, { awaitSignal: async () => ({ kind: "bool", value: true }) }),
  },
  "a timeout": {
    dag: graph({ nodes: { a: { timeout: "60s", retries: 1 }, b: ["a"] } }),
    runner: steps({
      a: (_, { signal }) => new Promise((_r, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    }),
  },
  "a skipped step": {
    dag: graph({ nodes: { a: [], b: ["a"], c: { after: ["b"], trigger: "all_done" } } }),
    runner: steps({ a: () => ({ outputs: {}, skipped: true }) }),
  },
};

for (const [name, crash] of Object.entries(shapes)) {
  resume(`${name}: cut after any event, the run goes on to the same end`, () =>
    everywhere(name, { ...crash, dag: freeze(crash.dag) }),
  );
}

resume(
  "random Dags, cut after any event, go on to the same outputs, and nothing that had succeeded runs again",
  async () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const dag = freeze(randomDag(seed));
      await everywhere(`seed ${seed}`, { dag, runner: () => randomRunner(dag) }, seed % 3 === 0 ? 1 : 5);
    }
  },
);

resume.run();
