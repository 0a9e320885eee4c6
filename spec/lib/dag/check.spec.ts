import { suite } from "uvu";
import * as assert from "uvu/assert";
import { check, type Dag, freeze, type Node, versionOf } from "../../../lib/dag/index.js";
import type { FlowType } from "../../../lib/types/index.js";
import {
  caseOf,
  constant,
  type DagParts,
  graph,
  int,
  promise,
  subWorkflow,
  toNode,
  variables,
} from "../../support/graph.js";
import { randomDag } from "../../support/random-dag.js";

const checking = suite("lib/dag/check");

/** Codes of the problems of a graph, with the place each names. */
function problems(parts: DagParts | Dag): readonly string[] {
  const dag = Array.isArray(parts.nodes) ? (parts as Dag) : graph(parts as DagParts);
  return check(dag).map(({ code, path }) => `${code} ${path}`);
}

const text: FlowType = { kind: "string" };
const word = { kind: "string", value: "x" } as const;

checking("a sound graph has no problems", () => {
  assert.equal(problems({ nodes: { a: [], b: ["a"] } }), []);
});

checking("random Dags are sound, and the same for the same seed", () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const dag = randomDag(seed);
    assert.equal(check(dag), [], `seed ${seed}`);
    assert.is(versionOf(dag), versionOf(randomDag(seed)));
  }
});

checking("all problems of the shape are reported at once", () => {
  const dag = graph({
    nodes: { a: ["ghost"], b: ["c"], c: ["b"], d: { target: { kind: "workflow", workflow: "w" } } },
  });
  assert.equal(problems({ ...dag, nodes: [...dag.nodes, dag.nodes[0]!] }), [
    "DAG_NODE_TWICE pipeline.a",
    "DAG_UPSTREAM_UNKNOWN pipeline.a",
    "DAG_TARGET_UNKNOWN pipeline.d",
    "DAG_UPSTREAM_UNKNOWN pipeline.a",
    "DAG_CYCLE pipeline",
  ]);
});

checking("what the nodes inside branches, arrays and failures run must be there, too", () => {
  const inner = toNode("inner", { target: { kind: "launchPlan", launchPlan: "ghost" } });
  const yes = { kind: "comparison", operator: "eq", left: constant(int(1)), right: constant(int(1)) } as const;
  assert.equal(
    problems({
      nodes: {
        branch: { target: { kind: "branch", cases: [caseOf(yes, inner)], otherwise: inner } },
        array: { target: { kind: "array", node: inner, boundInputs: [] } },
      },
      failureNode: inner,
    }).filter((problem) => problem.startsWith("DAG_TARGET_UNKNOWN")),
    Array(4).fill("DAG_TARGET_UNKNOWN pipeline.inner"),
  );
});

checking("a sub-workflow that contains itself, near or far, is found", () => {
  const run = (workflow: string) => ({ nodes: { n0: { target: { kind: "workflow", workflow } as const } } });
  const workflows = Object.fromEntries(
    ["a:b", "b:c", "c:a", "d:e", "e:e2", "e2:leaf"]
      .map((pair) => pair.split(":"))
      .map(([own, inner]) => [own, subWorkflow(own!, run(inner!))]),
  );
  const all = { ...workflows, leaf: subWorkflow("leaf", { nodes: {} }) };
  const [only, ...more] = check(graph({ ...run("a"), workflows: all }));
  assert.is(only?.code, "DAG_NESTED_IN_ITSELF");
  assert.match(only?.message ?? "", /a → b → c → a/);
  assert.equal(more, []);
});

checking("what is taken must be there and be waited for", () => {
  const taking = (input: Node["inputs"][string], after: readonly string[] = []) => {
    const dag = graph({ nodes: { a: [], b: { inputs: { x: constant(int(1)) } } } });
    const [a, b] = dag.nodes;
    return problems({ ...dag, nodes: [a!, { ...b!, inputs: { x: input }, after }] });
  };
  assert.equal(taking(promise("a"), ["a"]), []);
  assert.equal(taking(promise("a")), ["DAG_SOURCE_NOT_AWAITED pipeline.b.inputs.x"]);
  assert.equal(taking(promise("a", "ghost"), ["a"]), ["DAG_SOURCE_UNKNOWN pipeline.b.inputs.x"]);
  assert.equal(taking(promise("", "ghost")), ["DAG_SOURCE_UNKNOWN pipeline.b.inputs.x"]);
  assert.equal(taking(promise("ghost")), ["DAG_SOURCE_UNKNOWN pipeline.b.inputs.x"]);
  assert.equal(taking({ kind: "list", items: [promise("ghost")] }), ["DAG_TYPE_MISMATCH pipeline.b.inputs.x"]);
});

checking("a node inside a branch takes only what the branch waits for", () => {
  const inner = toNode("inner", { task: "t", inputs: { x: promise("a") } });
  const yes = {
    kind: "comparison",
    operator: "eq",
    left: { kind: "input", name: "ghost" },
    right: constant(int(1)),
  } as const;
  const branch = { target: { kind: "branch", cases: [caseOf(yes, inner)] } } as const;
  assert.equal(problems({ nodes: { a: [], branch } }), [
    "DAG_CONDITION_UNKNOWN pipeline.branch",
    "DAG_SOURCE_NOT_AWAITED pipeline.inner.inputs.x",
  ]);
});

checking("every input is bound, and nothing else is", () => {
  const dag = graph({ nodes: { a: { inputs: { x: constant(int(1)) } } } });
  const given = (inputs: Node["inputs"]) => problems({ ...dag, nodes: [{ ...dag.nodes[0]!, inputs }] });
  assert.equal(given({}), ["DAG_INPUT_UNBOUND pipeline.a.inputs.x"]);
  assert.equal(given({ x: constant(int(1)), y: constant(int(1)) }), ["DAG_INPUT_UNKNOWN pipeline.a.inputs.y"]);
});

checking("an optional input may be left out", () => {
  const optional: FlowType = { kind: "union", variants: [{ kind: "int" }, { kind: "none" }] };
  const task = { interface: { inputs: variables(["x"], optional), outputs: {} } };
  assert.equal(problems({ nodes: { a: [] }, tasks: { a: task } }), []);
});

checking("types are compared at every depth", () => {
  const list: FlowType = { kind: "list", element: text };
  const fits = (type: FlowType, binding: Node["inputs"][string]) =>
    problems({
      interface: { inputs: { words: { type: list }, map: { type: { kind: "map", value: list } } }, outputs: {} },
      nodes: { a: { inputs: { x: binding } } },
      tasks: { a: { interface: { inputs: variables(["x"], type), outputs: {} } } },
    });
  const wrong = ["DAG_TYPE_MISMATCH pipeline.a.inputs.x"];
  assert.equal(fits(text, constant(int(1))), wrong);
  assert.equal(fits(list, promise("", "words")), []);
  assert.equal(fits(text, promise("", "words")), wrong);
  assert.equal(fits(text, promise("", "words", [0])), []);
  assert.equal(fits(text, promise("", "map", ["k", 0])), []);
  assert.equal(fits(list, promise("", "map")), wrong);
  assert.equal(fits(list, { kind: "list", items: [promise("", "words", [0]), constant(int(1))] }), [
    "DAG_TYPE_MISMATCH pipeline.a.inputs.x[1]",
  ]);
  assert.equal(
    fits({ kind: "map", value: text }, { kind: "map", entries: { k: constant(word), l: constant(int(1)) } }),
    ["DAG_TYPE_MISMATCH pipeline.a.inputs.x.l"],
  );
  const either: FlowType = { kind: "union", variants: [list, { kind: "none" }] };
  assert.equal(fits(either, { kind: "list", items: [constant(word)] }), []);
  assert.equal(fits(either, { kind: "map", entries: {} }), wrong);
  assert.equal(fits({ kind: "struct" }, { kind: "map", entries: { k: constant(int(1)) } }), []);
});

checking("an approval gives on what it is given, also through others", () => {
  const approve = (signal: string, from: string, output: string) =>
    ({ target: { kind: "approve", signal }, inputs: { x: promise(from, output) } }) as const;
  const nodes = {
    a: [],
    one: approve("1", "a", "o"),
    two: approve("2", "one", "x"),
    b: { inputs: { y: promise("two", "x") } },
  };
  assert.equal(problems({ nodes }), []);
  const task = { interface: { inputs: variables(["y"], text), outputs: {} } };
  assert.equal(problems({ nodes, tasks: { b: task } }), ["DAG_TYPE_MISMATCH pipeline.b.inputs.y"]);
});

checking("outputs of the workflow are bound, declared and of their types", () => {
  const outputs = (bound: Dag["outputs"], declared: Dag["interface"]["outputs"]) => {
    const dag = graph({ nodes: { a: [] } });
    return problems({ ...dag, outputs: bound, interface: { inputs: {}, outputs: declared } });
  };
  assert.equal(outputs({ x: promise("a") }, variables(["x"])), []);
  assert.equal(outputs({}, variables(["x"])), ["DAG_OUTPUT_UNBOUND pipeline.outputs.x"]);
  assert.equal(outputs({ x: promise("a") }, {}), ["DAG_OUTPUT_UNKNOWN pipeline.outputs.x"]);
  assert.equal(outputs({ x: promise("a") }, variables(["x"], text)), ["DAG_TYPE_MISMATCH pipeline.outputs.x"]);
  assert.equal(outputs({ x: promise("ghost") }, variables(["x"])), ["DAG_SOURCE_UNKNOWN pipeline.outputs.x"]);
});

checking("a failure node takes the workflow's inputs only, and its input err is left alone", () => {
  const failureNode = toNode("fn0", { task: "t", inputs: { x: promise("a"), err: constant(int(1)) } });
  const task = {
    interface: { inputs: { ...variables(["x"]), err: { type: { kind: "error" } } }, outputs: {} },
  } as const;
  const found = problems({ nodes: { a: [] }, failureNode, tasks: { t: task } });
  assert.ok(found.includes("DAG_SOURCE_NOT_AWAITED pipeline.fn0.inputs.x"));
  assert.not.ok(found.some((problem) => problem.startsWith("DAG_TYPE_MISMATCH")));
});

checking("settings that no engine can keep to are refused by name", () => {
  const nodes: DagParts["nodes"] = {
    a: { retries: -1, timeout: "soon", priority: Number.NaN, backoff: { initial: "1s", factor: 0, jitter: 2 } },
    b: { target: { kind: "sleep", duration: "later" } },
  };
  const found = check(graph({ nodes, plan: { runTimeout: "-1s" }, tasks: { a: { retries: 0.5 } } }));
  assert.ok(found.every(({ code }) => code === "DAG_SETTING_WRONG"));
  assert.equal(
    found.map(({ plainMessage }) => plainMessage.match(/wrong (\S+):/)?.[1]),
    ["retries", "timeout", "priority", "backoff.factor", "backoff.jitter", "duration", "retries", "plan.runTimeout"],
  );
});

checking("defaults belong to inputs and are of their types", () => {
  const found = problems({
    interface: { inputs: variables(["a"]), outputs: {} },
    nodes: {},
    defaults: { a: word, b: int(1) },
  });
  assert.equal(found, ["DAG_TYPE_MISMATCH pipeline.inputs.a", "DAG_INPUT_UNKNOWN pipeline.inputs.b"]);
});

checking("a frozen Dag is looked at once", () => {
  const dag = freeze(randomDag(1));
  assert.is(check(dag), check(dag));
});

checking.run();
