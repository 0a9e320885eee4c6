import { create } from "@bufbuild/protobuf";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import {
  type LaunchPlan,
  LaunchPlanSchema,
  LaunchPlanSpecSchema,
} from "../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { WorkflowSchema, type WorkflowSpec, WorkflowSpecSchema } from "../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { type Identifier, IdentifierSchema, ResourceType } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { VariableMapSchema } from "../../lib/idl/gen/flyteidl/core/interface_pb.js";
import { BindingSchema } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import type { TaskTemplate } from "../../lib/idl/gen/flyteidl/core/tasks_pb.js";
import { WorkflowTemplateSchema } from "../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { singleTaskWorkflow } from "../../lib/idl/index.js";
import { entityKey, notFound, type Store } from "../state/index.js";
import { compileWorkflow } from "./compile/workflow.js";
import { absent } from "./identify.js";
import { expectedInputs } from "./launch-plan-inputs.js";
import { libraryOf } from "./library.js";
import { insert } from "./registration.js";

/** How one task is run alone. */
export interface PlanOfTask {
  readonly plan: LaunchPlan;
  readonly workflow: Identifier;
  /** Registers the launch plan and its workflow; nothing where they are. */
  register(): void;
}

/**
 * The launch plan that runs one task alone. It and its workflow are registered as `.flytegen.<task>` with the first run
 * that is accepted; NOT_FOUND for an unknown task.
 */
export function planOfTask(store: Store, id: Identifier): PlanOfTask {
  const template = store.tasks.get(entityKey(id))?.message.closure?.compiledTask?.template;
  if (template === undefined) throw notFound(absent(ResourceType.TASK, id));
  const name = singleTaskWorkflow(id.name);
  const { project, domain, version } = id;
  const workflow = create(IdentifierSchema, { resourceType: ResourceType.WORKFLOW, project, domain, name, version });
  const planId = create(IdentifierSchema, { ...workflow, resourceType: ResourceType.LAUNCH_PLAN });
  const known = store.launchPlans.get(entityKey(planId))?.message;
  if (known !== undefined && store.workflows.has(entityKey(workflow))) return { plan: known, workflow, register() {} };
  const spec = skeleton(workflow, template, id);
  const compiledWorkflow = compileWorkflow(workflow, spec, libraryOf(store));
  const message = create(WorkflowSchema, { id: workflow, closure: { compiledWorkflow, createdAt: store.now() } });
  const plan = planFor(planId, template, [{ ...workflow, name: id.name }, store.now()]);
  return {
    plan,
    workflow,
    register() {
      insert(store, store.workflows, workflow, { spec, message });
      insert(store, store.launchPlans, planId, { message: plan });
    },
  };
}

function skeleton(workflow: Identifier, template: TaskTemplate, task: Identifier): WorkflowSpec {
  const nodeId = task.name.replace(/[^A-Za-z0-9-]/g, "").slice(-63);
  const promise = (node: string, name: string) =>
    create(BindingSchema, { var: name, binding: { value: { case: "promise", value: { nodeId: node, var: name } } } });
  const { metadata, interface: declared } = template;
  const retries = metadata?.retries ?? { retries: 3 };
  const interruptible = metadata?.interruptibleValue.case;
  const node = {
    id: nodeId,
    metadata: {
      name: nodeId,
      retries,
      ...(interruptible && { interruptibleValue: { case: interruptible, value: metadata.interruptibleValue.value } }),
    },
    inputs: Object.keys(declared?.inputs?.variables ?? {}).map((name) => promise("", name)),
    target: { case: "taskNode", value: { reference: { case: "referenceId", value: task } } },
  } as const;
  const outputs = Object.keys(declared?.outputs?.variables ?? {}).map((name) => promise(nodeId, name));
  const interfaces = declared === undefined ? {} : { interface: declared };
  const built = create(WorkflowTemplateSchema, { id: workflow, ...interfaces, nodes: [node], outputs });
  return create(WorkflowSpecSchema, { template: built });
}

// FlyteAdmin names the task where the workflow should stand.
function planFor(
  id: Identifier,
  { interface: declared }: TaskTemplate,
  [workflowId, now]: readonly [Identifier, Timestamp],
): LaunchPlan {
  const empty = { entityMetadata: {}, fixedInputs: {}, labels: {}, annotations: {} };
  const spec = create(LaunchPlanSpecSchema, { workflowId, ...empty });
  const expected = expectedInputs(spec, declared?.inputs?.variables ?? {});
  spec.defaultInputs = expected;
  const expectedOutputs = declared?.outputs ?? create(VariableMapSchema);
  return create(LaunchPlanSchema, {
    id,
    spec,
    closure: { expectedInputs: expected, expectedOutputs, createdAt: now, updatedAt: now },
  });
}
