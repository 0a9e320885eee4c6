import { create, equals } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  type LaunchPlan,
  LaunchPlanSchema,
  LaunchPlanSpecSchema,
  LaunchPlanState,
} from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { type Identifier, IdentifierSchema, ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { VariableMapSchema } from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import {
  type EntityRow,
  entityKey,
  exists,
  internal,
  invalid,
  joined,
  launchPlanListing,
  list,
  missing,
  notFound,
  textForm,
  workflowListing,
} from "../../state/index.js";
import { absent, checkFields, checkIdentifier, checkPlace } from "../identify.js";
import { checkLabels } from "../labels.js";
import { lookUp } from "../look-up.js";
import type { Plane } from "../plane.js";
import { checkLimit, differsText, insert, listNames, listVersions } from "../registration.js";

type Rpcs =
  | "createLaunchPlan"
  | "getLaunchPlan"
  | "getActiveLaunchPlan"
  | "listActiveLaunchPlans"
  | "listLaunchPlans"
  | "listLaunchPlanIds"
  | "updateLaunchPlan";

/** RPCs about launch plans. */
export function launchPlanRpcs({ store }: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  const { launchPlans } = store;
  const listing = joined(launchPlanListing, workflowListing, ({ message: { spec } }) => {
    return spec?.workflowId && store.workflows.get(entityKey(spec.workflowId));
  });
  return {
    async createLaunchPlan(request) {
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
      const old = launchPlans.get(entityKey(id))?.message.spec;
      if (old !== undefined) {
        if (equals(LaunchPlanSpecSchema, old, full))
          throw exists("launch plan with identical structure already exists");
        throw invalid(differsText("launch plan", id.name, [LaunchPlanSpecSchema, old, full]));
      }
      const at = store.now();
      const expectedOutputs = create(VariableMapSchema, declared?.outputs ?? {});
      const closure = { expectedInputs: expected, expectedOutputs, createdAt: at, updatedAt: at };
      insert(store, launchPlans, id, { message: create(LaunchPlanSchema, { id, spec: full, closure }) });
      return {};
    },
    getLaunchPlan: ({ id }) => find(checkPlanId(id)).message,
    getActiveLaunchPlan({ id }) {
      const { project, domain, name } = id ?? { project: "", domain: "", name: "" };
      checkFields({ project, domain, name }, "project", "domain", "name");
      const row = versions(project, domain, name).find(isActive);
      if (row === undefined) throw notFound(`No active launch plan could be found: ${project}:${domain}:${name}`);
      return row.message;
    },
    listActiveLaunchPlans(request) {
      const { project, domain, limit, token, sortBy } = request;
      checkFields(request, "project", "domain");
      checkLimit(limit);
      const query = { limit, token, sortBy, rpc: "ListActiveLaunchPlans" };
      const page = list(versions(project, domain).filter(isActive), listing, query);
      return { launchPlans: page.rows.map(({ message }) => message), token: page.token };
    },
    listLaunchPlans(request) {
      const page = listVersions(launchPlans.values(), listing, request, "ListLaunchPlans");
      return { launchPlans: page.rows.map(({ message }) => message), token: page.token };
    },
    listLaunchPlanIds: (request) => listNames(launchPlans.values(), listing, request, { rpc: "", needsPlace: false }),
    updateLaunchPlan({ id, state }) {
      if (LaunchPlanState[state] === undefined) {
        const text = textForm(IdentifierSchema, id);
        throw invalid(`Unrecognized launch plan state ${state} for update for launch plan [${text}]`);
      }
      if (state === LaunchPlanState.ACTIVE) activate(first(id));
      else {
        const row = find(checkPlanId(id));
        if (isActive(row)) setState(row, LaunchPlanState.INACTIVE);
      }
      return {};
    },
  };

  function first(id: Identifier | undefined): EntityRow<LaunchPlan> {
    const row = lookUp(launchPlans, id);
    if (row !== undefined) return row;
    throw notFound(absent(ResourceType.LAUNCH_PLAN, id ?? { project: "", domain: "", name: "", version: "" }));
  }

  function find(id: Identifier): EntityRow<LaunchPlan> {
    const row = launchPlans.get(entityKey(id));
    if (row === undefined) throw notFound(absent(ResourceType.LAUNCH_PLAN, id));
    return row;
  }

  function versions(project: string, domain: string, name?: string): readonly EntityRow<LaunchPlan>[] {
    return [...launchPlans.values()].filter(
      ({ message: { id } }) =>
        id?.project === project && id.domain === domain && (name === undefined || id.name === name),
    );
  }

  function activate(row: EntityRow<LaunchPlan>): void {
    const expression = row.message.spec?.entityMetadata?.schedule?.ScheduleExpression;
    if (expression?.case === "cronExpression" && expression.value !== "") {
      throw internal(`failed adding schedule for unknown schedule expression type &{${expression.value}}`);
    }
    const { project = "", domain = "", name = "" } = row.message.id ?? {};
    for (const other of versions(project, domain, name)) if (isActive(other)) setState(other, LaunchPlanState.INACTIVE);
    setState(row, LaunchPlanState.ACTIVE);
  }

  function setState(row: EntityRow<LaunchPlan>, state: LaunchPlanState): void {
    row.updatedAt = store.now();
    const { closure } = row.message;
    if (closure === undefined) return;
    closure.state = state;
    closure.updatedAt = row.updatedAt;
    if (row.message.id !== undefined) launchPlans.set(entityKey(row.message.id), row);
  }
}

// The type may be left out, as the gateway's paths and flytectl do.
function checkPlanId(id: Identifier | undefined): Identifier {
  if (id?.resourceType === ResourceType.UNSPECIFIED) id.resourceType = ResourceType.LAUNCH_PLAN;
  return checkIdentifier(id, ResourceType.LAUNCH_PLAN);
}

function isActive({ message }: EntityRow<LaunchPlan>): boolean {
  return message.closure?.state === LaunchPlanState.ACTIVE;
}
