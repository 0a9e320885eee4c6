import type { Dag, Node } from "../../lib/dag/index.js";
import { TaskError } from "../../lib/errors/index.js";
import type { Literal } from "../../lib/types/index.js";
import type { Body } from "./fake-runner.js";
import { caseOf, constant, type DagParts, graph, int, promise, toNode, variables } from "./graph.js";

// The workflows that a real Flyte ran to make `golden/flyte-runs`, and what their tasks do.

/** A literal list of ints. */
export const list = (...values: number[]): Literal => ({ kind: "list", items: values.map(int) });

/** A literal int as a number; NaN for anything else. */
export const number = (literal: Literal | undefined): number =>
  literal?.kind === "int" ? Number(literal.value) : Number.NaN;

/** Bodies of the recorded tasks, by name. */
export const bodies: Readonly<Record<string, Body>> = {
  inc: ({ a }) => number(a) + 1,
  double: ({ a }) => number(a) * 2,
  add: ({ a, b }) => number(a) + number(b),
  total: ({ xs }) => (xs?.kind === "list" ? xs.items.reduce((sum, x) => sum + number(x), 0) : 0),
  cached: ({ a }) => number(a) * 3,
  boom() {
    throw new TaskError("it broke", { code: "USER:RuntimeError", retryable: false });
  },
  recoverable() {
    throw new TaskError("try again", { code: "USER:Recoverable" });
  },
  crash() {
    throw new TaskError("Pod failed.", { code: "Interrupted", origin: "system" });
  },
  sometimes({ a }) {
    if (number(a) === 2) throw new TaskError("not two", { code: "USER:RuntimeError", retryable: false });
    return number(a);
  },
  dyn: () => ({
    outputs: {},
    dynamic: pythonDag("dynamic", {
      nodes: {
        dn0: { task: "inc", inputs: { a: constant(int(0)) } },
        dn1: { task: "inc", inputs: { a: promise("dn0") } },
        dn2: { task: "inc", inputs: { a: promise("dn1") } },
      },
      outputs: { o: promise("dn2") },
    }),
  }),
  wait: (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
};

/** A workflow of Python tasks whose input `a` is 1. */
export function pythonDag(name: string, parts: DagParts): Dag {
  const made = graph({
    ref: { name },
    interface: { inputs: variables(["a"]), outputs: variables(Object.keys(parts.outputs ?? {})) },
    defaults: { a: int(1) },
    ...parts,
  });
  const tasks = Object.entries(made.tasks).map(([key, task]) => [key, { ...task, type: "python-task" }] as const);
  return { ...made, tasks: Object.fromEntries(tasks) };
}

/** A step that adds one to what a step gives, or to the workflow's own input. */
export const inc = (from: string) => ({ task: "inc", inputs: { a: from === "" ? promise("", "a") : promise(from) } });

/** Twice one more than the input. */
export const chain: DagParts = {
  interface: { inputs: variables(["a"]), outputs: variables(["o"]) },
  nodes: { n0: inc(""), n1: { task: "double", inputs: { a: promise("n0") } } },
  outputs: { o: promise("n1") },
};

/** Two steps side by side between two others. */
export const diamond: DagParts = {
  nodes: {
    n0: inc(""),
    n1: { task: "double", inputs: { a: promise("n0") } },
    n2: inc("n0"),
    n3: { task: "add", inputs: { a: promise("n1"), b: promise("n2") } },
  },
};

/** A branch on a number: above 3, exactly 3, or a failure. */
export function branch(a: number): DagParts {
  const x = { kind: "input", name: "a" } as const;
  const three = constant(int(3));
  const target: Node["target"] = {
    kind: "branch",
    cases: [
      caseOf({ kind: "comparison", operator: "gt", left: x, right: three }, toNode("n0", inc(""))),
      caseOf(
        { kind: "comparison", operator: "eq", left: x, right: three },
        toNode("n1", { task: "double", inputs: { a: promise("", "a") } }),
      ),
    ],
    otherwise: { error: "too small" },
  };
  return { nodes: { n0: { inputs: { a: constant(int(a)) }, target } } };
}

/** A step whose outputs are cached, and one behind it. */
export const caching: DagParts = {
  nodes: { n0: { task: "cached", inputs: { a: promise("", "a") } }, n1: inc("n0") },
  tasks: { cached: { cache: { version: "1" } } },
};

/** One step of a task that may be tried again. */
export const one = (task: string, more: Partial<DagParts> = {}, retries = 0): DagParts => ({
  nodes: { n0: { task, inputs: { a: promise("", "a") }, retries } },
  ...more,
});

/** What is called when a run fails. */
export const cleaning: Partial<DagParts> = {
  failureNode: toNode("fn0", { task: "clean", inputs: { a: promise("", "a") } }),
};
