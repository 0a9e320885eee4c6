import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { TriggerRule } from "../../../lib/dag/index.js";
import { fakeClock } from "../../support/fake-clock.js";
import { type Body, play } from "../../support/fake-runner.js";
import { caseOf, constant, type DagParts, graph, int, promise, toNode, variables } from "../../support/graph.js";

const triggers = suite("lib/engine/trigger");

const fails: Body = () => {
  throw new Error("it broke");
};

// A step that no case of its branch wants is skipped, as a soft-failing sensor's is.
const skips: Body = () => ({ outputs: {}, skipped: true });
const bodies: Readonly<Record<string, Body>> = { good: () => 1, bad: fails, gone: skips };
const cleanUp = "fail_after_executable_nodes_complete" as const;

/** What becomes of a step with a rule after steps that came to these ends. */
async function after(rule: TriggerRule, ends: string): Promise<string> {
  const before = Object.fromEntries(ends.split(" ").map((task, index) => [`u${index}`, { task }]));
  const dag = graph({ nodes: { ...before, last: { trigger: rule, after: Object.keys(before) } }, onFailure: cleanUp });
  const { story } = await play(dag, bodies);
  return story.includes("last SUCCEEDED") ? "runs" : story.includes("last SKIPPED") ? "skipped" : "nothing";
}

const table: Readonly<Record<TriggerRule, Readonly<Record<string, string>>>> = {
  all_success: { "good good": "runs", "good bad": "skipped", "good gone": "skipped" },
  all_done: { "good good": "runs", "bad bad": "runs", "bad gone": "runs" },
  all_failed: { "bad bad": "runs", "good bad": "skipped", "bad gone": "skipped" },
  one_success: { "good bad": "runs", "good gone": "runs", "bad bad": "skipped", "gone gone": "skipped" },
  one_failed: { "good bad": "runs", "good good": "skipped", "gone gone": "skipped" },
  none_failed: { "good gone": "runs", "gone gone": "runs", "good bad": "skipped" },
  none_failed_min_one_success: { "good gone": "runs", "gone gone": "skipped", "good bad": "skipped" },
  none_skipped: { "good bad": "runs", "good gone": "skipped" },
  always: { "good bad": "runs", "gone gone": "runs" },
};

for (const [rule, cases] of Object.entries(table)) {
  triggers(rule, async () => {
    for (const [ends, expected] of Object.entries(cases)) {
      assert.is(await after(rule as TriggerRule, ends), expected, `${rule} after ${ends}`);
    }
  });
}

triggers("a failure before a failure counts as one", async () => {
  const nodes = { bad: [], behind: ["bad"], alarm: { trigger: "all_failed", after: ["behind"] } } as const;
  const { story, phase } = await play(graph({ nodes, onFailure: cleanUp }), bodies);
  assert.ok(story.includes("behind SKIPPED") && story.includes("alarm SUCCEEDED"));
  assert.is(phase, "FAILED");
});

triggers("a step with a rule is still asked after a failure that ended the others", async () => {
  const nodes: DagParts["nodes"] = {
    bad: [],
    slow: [],
    behind: ["bad"],
    "clean-up": { trigger: "all_done", after: ["behind", "slow"] },
  };
  const slow: Body = (_, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const { story, phase } = await play(graph({ nodes }), { ...bodies, slow });
  assert.is(phase, "FAILED");
  assert.ok(story.indexOf("slow ABORTED") < story.indexOf("clean-up RUNNING"));
  assert.ok(story.includes("clean-up SUCCEEDED"));
  assert.not.ok(story.some((line) => line.startsWith("behind")));
});

triggers("one success is enough, without waiting for the others", async () => {
  const clock = fakeClock();
  const nodes: DagParts["nodes"] = {
    quick: [],
    slow: { target: { kind: "sleep", duration: "3600s" } },
    first: { trigger: "one_success", after: ["quick", "slow"] },
  };
  const { story } = await clock.until(play(graph({ nodes }), bodies, { clock }));
  assert.ok(story.indexOf("first SUCCEEDED") < story.indexOf("slow SUCCEEDED"));
});

triggers("a step that takes data waits for whom it takes it from", async () => {
  const clock = fakeClock();
  const nodes: DagParts["nodes"] = {
    quick: [],
    slow: { target: { kind: "signal", signal: "s", type: { kind: "int" }, output: "o" } },
    first: { trigger: "one_success", after: ["quick"], inputs: { a: promise("slow") } },
  };
  const runner = {
    run: async () => ({ outputs: { o: int(1) } }),
    awaitSignal: async () => {
      await clock.sleep(60_000, new AbortController().signal);
      return int(2);
    },
  };
  const { story, phase } = await clock.until(play(graph({ nodes }), {}, { clock, runner }));
  assert.is(phase, "SUCCEEDED");
  assert.ok(story.indexOf("slow SUCCEEDED") < story.indexOf("first QUEUED"));
});

triggers("what a skipped step would have given is none where the input can be none", async () => {
  const optional = { kind: "union", variants: [{ kind: "int" }, { kind: "none" }] } as const;
  const nodes = { gone: [], last: { trigger: "all_done", inputs: { a: promise("gone") } } } as const;
  const inputs: unknown[] = [];
  const last: Body = (given) => {
    inputs.push(given.a);
    return 1;
  };
  const task = { interface: { inputs: variables(["a"], optional), outputs: variables(["o"]) } };
  await play(graph({ nodes, tasks: { last: task } }), { ...bodies, last });
  assert.equal(inputs, [{ kind: "union", value: { kind: "none" }, type: { kind: "none" } }]);
  const strict = await play(graph({ nodes }), { ...bodies, last });
  assert.is(strict.error?.code, "BindingResolutionFailure");
});

triggers("a run whose outputs a skipped step should have given fails, and says which", async () => {
  const dag = graph({
    nodes: { gone: [] },
    outputs: { x: promise("gone") },
    failureNode: toNode("fn0", { task: "good" }),
  });
  const { error, story } = await play(dag, bodies);
  assert.is(error?.code, "BindingResolutionFailure");
  assert.match(error?.message ?? "", /output o of gone/);
  assert.equal(story.slice(-2), ["fn0 SUCCEEDED", "run FAILED"]);
});

triggers(
  "a branch that no case wants and nothing else is said of is skipped, and so is what takes from it",
  async () => {
    const never = { kind: "comparison", operator: "eq", left: operand(1), right: operand(2) } as const;
    const target = { kind: "branch", cases: [caseOf(never, toNode("then", { task: "good" }))] } as const;
    const nodes: DagParts["nodes"] = {
      branch: { target, inputs: { x: constant(int(1)) } },
      behind: ["branch"],
      join: { trigger: "none_failed", after: ["behind"] },
    };
    const { story, phase } = await play(graph({ nodes }), bodies);
    assert.is(phase, "SUCCEEDED");
    assert.equal(
      story.filter((line) => !line.includes("#") && !line.startsWith("run")),
      ["branch QUEUED", "branch SKIPPED", "behind SKIPPED", "join QUEUED", "join RUNNING", "join SUCCEEDED"],
    );
  },
);

function operand(value: number) {
  return { kind: "literal", literal: int(value) } as const;
}

triggers.run();
