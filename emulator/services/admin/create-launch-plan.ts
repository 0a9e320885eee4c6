import { create, equals } from "@bufbuild/protobuf";
import type { LaunchPlanCreateRequest } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { LaunchPlanSchema, LaunchPlanSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { VariableMapSchema } from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import { entityKey, exists, invalid, missing, notFound, type Store } from "../../state/index.js";
import { absent, checkIdentifier, checkPlace } from "../identify.js";
import { checkLabels } from "../labels.js";
import { differsText, insert } from "../registration.js";

/** Registers a launch plan, inactive; refused as FlyteAdmin does where it does not fit its workflow. */
export async function createLaunchPlan(store: Store, request: LaunchPlanCreateRequest): Promise<void> {
  const { spec } = request;
  // The workflow is looked up before anything else is judged.
  const workflowId = checkIdentifier(spec?.workflowId, ResourceType.WORKFLOW);
  const workflow = store.workflows.get(entityKey(workflowId))?.message;
  if (workflow === undefined) throw notFound(absent(ResourceType.WORKFLOW, workflowId));
  const id = checkIdentifier(request.id, ResourceType.LAUNCH_PLAN);
  checkPlace(store, id.project, id.domain);
  if (spec === undefined) throw missing("spec");
  checkLabels(spec.labels?.values ?? {});
  const declared = workflow.closure?.compiledWorkflow?.primary?.template?.interface;
  const { checkPlanSpec, expectedInputs } = await import("../judgement.js");
  const expected = expectedInputs(spec, declared?.inputs?.variables ?? {});
  checkPlanSpec(spec, expected);
  const full = create(LaunchPlanSpecSchema, { ...spec, defaultInputs: expected });
  const old = store.launchPlans.get(entityKey(id))?.message.spec;
  if (old !== undefined) {
    if (equals(LaunchPlanSpecSchema, old, full)) throw exists("launch plan with identical structure already exists");
    throw invalid(differsText("launch plan", id.name, [LaunchPlanSpecSchema, old, full]));
  }
  const at = store.now();
  const expectedOutputs = create(VariableMapSchema, declared?.outputs ?? {});
  const closure = { expectedInputs: expected, expectedOutputs, createdAt: at, updatedAt: at };
  insert(store, store.launchPlans, id, { message: create(LaunchPlanSchema, { id, spec: full, closure }) });
}
