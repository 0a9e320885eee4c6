import type { DefinitionError } from "../../errors/index.js";
import type { Dag, Workflow } from "../dag.js";
import { problem } from "./problem.js";
import { withInner } from "./structure.js";

/** Whether no sub-workflow contains itself: running it would never end. */
export function checkNesting(dag: Dag): readonly DefinitionError[] {
  const done = new Set<string>();
  const problems: DefinitionError[] = [];
  for (const start of Object.keys(dag.workflows)) {
    const loop = findLoop(dag, start, done);
    if (loop !== undefined) problems.push(problem("DAG_NESTED_IN_ITSELF", { loop }, start));
  }
  return problems;
}

// Depth first without recursion; what was left without a loop need not be looked at again.
function findLoop(dag: Dag, start: string, done: Set<string>): readonly string[] | undefined {
  const path: { readonly key: string; readonly inner: string[] }[] = [];
  const enter = (key: string) => path.push({ key, inner: [...innerOf(dag.workflows[key])] });
  if (!done.has(start)) enter(start);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = top.inner.pop();
    if (next === undefined) {
      done.add(top.key);
      path.pop();
      continue;
    }
    const from = path.findIndex(({ key }) => key === next);
    if (from >= 0) {
      for (const { key } of path) done.add(key);
      return [...path.slice(from).map(({ key }) => key), next];
    }
    if (!done.has(next) && Object.hasOwn(dag.workflows, next)) enter(next);
  }
  return undefined;
}

function innerOf(workflow: Workflow | undefined): readonly string[] {
  if (workflow === undefined) return [];
  const nodes = workflow.failureNode === undefined ? workflow.nodes : [...workflow.nodes, workflow.failureNode];
  const targets = nodes.flatMap((node) => withInner(node)).map(({ target }) => target);
  return targets.flatMap((target) => (target.kind === "workflow" ? [target.workflow] : []));
}
