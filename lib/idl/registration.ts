import { create } from "@bufbuild/protobuf";
import type { Dag, EntityRef } from "../dag/index.js";
import { encodeClosure } from "./closure.js";
import { encodeDescription } from "./description.js";
import type { LaunchPlanSpec } from "./gen/flyteidl/admin/launch_plan_pb.js";
import type { TaskSpec } from "./gen/flyteidl/admin/task_pb.js";
import { type WorkflowSpec, WorkflowSpecSchema } from "./gen/flyteidl/admin/workflow_pb.js";
import type { CompiledWorkflowClosure } from "./gen/flyteidl/core/compiler_pb.js";
import type { Identifier } from "./gen/flyteidl/core/identifier_pb.js";
import { encodeLaunchPlan } from "./launch-plan.js";
import type { Encoding } from "./node.js";
import { encodeRef, type Place } from "./ref.js";
import type { EncodeOptions } from "./target-flyte.js";
import { encodeTask, encodeTaskSpec } from "./task.js";
import { encodeSubWorkflow, encodeWorkflow } from "./workflow.js";

/** What must be created so that a Dag can run somewhere, each list in the order of creation: tasks before workflows. */
export interface Registration {
  readonly tasks: readonly { readonly id: Identifier; readonly spec: TaskSpec }[];
  readonly workflows: readonly { readonly id: Identifier; readonly spec: WorkflowSpec }[];
  readonly launchPlans: readonly { readonly id: Identifier; readonly spec: LaunchPlanSpec }[];
}

/**
 * A Dag as the messages that register it at a place: its own tasks, the workflow with its sub-workflows inside, and the
 * launch plan of the same name. Entities whose refs name a place or version of their own exist already and are only
 * referred to. NODE_UNSUPPORTED names the node and the feature that the target cannot express.
 */
export function encodeDag(dag: Dag, place: Place, options: EncodeOptions = {}): Registration {
  const { tasks, workflows, launchPlans } = dag;
  const encoding: Encoding = { ...options, place, tasks, workflows, launchPlans };
  const spec = create(WorkflowSpecSchema, {
    template: encodeWorkflow(dag, encoding),
    subWorkflows: Object.values(workflows).map((workflow) => encodeSubWorkflow(workflow, encoding)),
  });
  const description = encodeDescription(dag);
  if (description !== undefined) spec.description = description;
  return {
    tasks: Object.values(tasks)
      .filter(isOwn)
      .map((task) => ({ id: encodeRef(task.ref, "task", place), spec: encodeTaskSpec(task, place) })),
    workflows: [{ id: encodeRef(dag.ref, "workflow", place), spec }],
    launchPlans: [{ id: encodeRef(dag.ref, "launchPlan", place), spec: encodeLaunchPlan(dag, place, options) }],
  };
}

/**
 * A Dag as the closure that FlyteAdmin would compile it to, with every task that it runs, also those of other places;
 * `id` takes the place of the workflow's own. NODE_UNSUPPORTED as for {@link encodeDag}.
 */
export function encodeCompiled(
  dag: Dag,
  place: Place,
  { id, ...options }: EncodeOptions & { readonly id?: Identifier } = {},
): CompiledWorkflowClosure {
  const { workflows } = encodeDag(dag, place, options);
  const tasks = Object.values(dag.tasks).map((task) => encodeTask(task, place));
  return encodeClosure(workflows[0]!.spec, { tasks, ...(id === undefined ? {} : { id }) });
}

function isOwn({ ref }: { readonly ref: EntityRef }): boolean {
  return ref.project === undefined && ref.domain === undefined && ref.version === undefined;
}
