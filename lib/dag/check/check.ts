import { type DefinitionError, FlytepathError } from "../../errors/index.js";
import type { Dag, Workflow } from "../dag.js";
import type { Node } from "../node.js";
import { order } from "../order.js";
import { checkBindings } from "./bindings.js";
import { checkNesting } from "./nesting.js";
import { checkDefaults, checkSettings } from "./settings.js";
import { checkStructure } from "./structure.js";

const checked = new WeakMap<Dag, readonly DefinitionError[]>();

/**
 * Every problem that keeps a Dag from running, workflow by workflow in written order; empty for a sound one. Shape:
 * `DAG_NODE_TWICE`, `DAG_UPSTREAM_UNKNOWN`, `DAG_TARGET_UNKNOWN`, `DAG_CYCLE`, `DAG_NESTED_IN_ITSELF`. Data:
 * `DAG_SOURCE_UNKNOWN`, `DAG_SOURCE_NOT_AWAITED`, `DAG_INPUT_UNBOUND`, `DAG_INPUT_UNKNOWN`, `DAG_OUTPUT_UNBOUND`,
 * `DAG_OUTPUT_UNKNOWN`, `DAG_TYPE_MISMATCH`, `DAG_CONDITION_UNKNOWN`. Settings: `DAG_SETTING_WRONG`.
 */
export function check(dag: Dag): readonly DefinitionError[] {
  const known = checked.get(dag);
  if (known !== undefined) return known;
  const nesting = checkNesting(dag);
  const workflows = [dag, ...Object.values(dag.workflows)];
  const problems = [
    ...nesting,
    ...workflows.flatMap((workflow) => checkWorkflow(dag, workflow)),
    ...checkDefaults(dag),
  ];
  // What may still change is looked at again.
  if (Object.isFrozen(dag)) checked.set(dag, problems);
  return problems;
}

function checkWorkflow(dag: Dag, workflow: Workflow): readonly DefinitionError[] {
  const problems = [...checkStructure(dag, workflow), ...checkSettings(dag, workflow)];
  let ordered: readonly Node[];
  try {
    ordered = order(workflow);
  } catch (error) {
    if (!FlytepathError.is(error)) throw error;
    return [...problems, error as DefinitionError];
  }
  return [...problems, ...checkBindings(dag, workflow, ordered)];
}
