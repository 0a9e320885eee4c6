import type { DefinitionError } from "../../errors/index.js";
import type { Dag, Workflow } from "../dag.js";
import type { Node } from "../node.js";
import { problem } from "./problem.js";

/** Whether ids are there once, and what they name is there at all. */
export function checkStructure(dag: Dag, workflow: Workflow): readonly DefinitionError[] {
  const pipeline = workflow.ref.name;
  const ids = new Set<string>();
  const problems: DefinitionError[] = [];
  for (const { id } of workflow.nodes) {
    if (ids.has(id)) problems.push(problem("DAG_NODE_TWICE", { pipeline, node: id }, `${pipeline}.${id}`));
    ids.add(id);
  }
  for (const node of workflow.nodes) {
    const { id } = node;
    for (const upstream of node.after) {
      if (ids.has(upstream)) continue;
      problems.push(problem("DAG_UPSTREAM_UNKNOWN", { pipeline, node: id, upstream }, `${pipeline}.${id}`));
    }
    for (const inner of withInner(node)) problems.push(...checkTarget(dag, pipeline, inner));
  }
  if (workflow.failureNode !== undefined) problems.push(...checkTarget(dag, pipeline, workflow.failureNode));
  return problems;
}

/** A node and the nodes inside it, at any depth. */
export function withInner(node: Node): readonly Node[] {
  const all = [node];
  for (const { target } of all) {
    if (target.kind === "array") all.push(target.node);
    if (target.kind !== "branch") continue;
    all.push(...target.cases.map(({ then }) => then));
    if (target.otherwise !== undefined && "id" in target.otherwise) all.push(target.otherwise);
  }
  return all;
}

function checkTarget(dag: Dag, pipeline: string, { id, target }: Node): readonly DefinitionError[] {
  const { table, kind, key } = targetOf(dag, target);
  if (table === undefined || Object.hasOwn(table, key)) return [];
  return [problem("DAG_TARGET_UNKNOWN", { pipeline, node: id, kind, key }, `${pipeline}.${id}`)];
}

function targetOf(dag: Dag, target: Node["target"]) {
  switch (target.kind) {
    case "task":
      return { table: dag.tasks, kind: "task", key: target.task };
    case "workflow":
      return { table: dag.workflows, kind: "workflow", key: target.workflow };
    case "launchPlan":
      return { table: dag.launchPlans, kind: "launch plan", key: target.launchPlan };
    default:
      return { table: undefined, kind: target.kind, key: "" };
  }
}
