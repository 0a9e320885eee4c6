import { type DefinitionError, FlytepathError, failure } from "../errors/index.js";
import type { Dag, Workflow } from "./dag.js";
import type { Node } from "./node.js";
import { order } from "./order.js";

/**
 * Every problem that keeps a Dag from running, in written order; empty for a sound one. Codes: `DAG_CYCLE`,
 * `DAG_NODE_TWICE`, `DAG_UPSTREAM_UNKNOWN`, `DAG_TARGET_UNKNOWN`.
 */
export function check(dag: Dag): readonly DefinitionError[] {
  return [dag, ...Object.values(dag.workflows)].flatMap((workflow) => checkWorkflow(dag, workflow));
}

function checkWorkflow(dag: Dag, workflow: Workflow): readonly DefinitionError[] {
  const ids = new Set<string>();
  const problems: DefinitionError[] = [];
  const pipeline = workflow.ref.name;
  for (const { id } of workflow.nodes) {
    if (ids.has(id)) problems.push(failure("DAG_NODE_TWICE", { pipeline, node: id }) as DefinitionError);
    ids.add(id);
  }
  for (const node of workflow.nodes) {
    for (const upstream of node.after) {
      if (ids.has(upstream)) continue;
      problems.push(failure("DAG_UPSTREAM_UNKNOWN", { pipeline, node: node.id, upstream }) as DefinitionError);
    }
    problems.push(...checkTarget(dag, pipeline, node));
  }
  try {
    order(workflow);
  } catch (error) {
    if (!FlytepathError.is(error)) throw error;
    problems.push(error as DefinitionError);
  }
  return problems;
}

function checkTarget(dag: Dag, pipeline: string, { id, target }: Node): readonly DefinitionError[] {
  switch (target.kind) {
    case "task":
      return missing(dag.tasks, { pipeline, node: id, kind: "task", key: target.task });
    case "workflow":
      return missing(dag.workflows, { pipeline, node: id, kind: "workflow", key: target.workflow });
    case "launchPlan":
      return missing(dag.launchPlans, { pipeline, node: id, kind: "launch plan", key: target.launchPlan });
    default:
      return [];
  }
}

function missing(
  table: Readonly<Record<string, unknown>>,
  facts: { readonly pipeline: string; readonly node: string; readonly kind: string; readonly key: string },
): readonly DefinitionError[] {
  return Object.hasOwn(table, facts.key) ? [] : [failure("DAG_TARGET_UNKNOWN", facts) as DefinitionError];
}
