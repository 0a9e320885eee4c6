import type { ServiceImpl } from "@connectrpc/connect";
import { LaunchPlanState } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { type Identifier, IdentifierSchema, ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import {
  entityKey,
  invalid,
  joined,
  launchPlanListing,
  list,
  notFound,
  textForm,
  workflowListing,
} from "../../state/index.js";
import { checkFields, checkIdentifier } from "../identify.js";
import type { Plane } from "../plane.js";
import { checkLimit, listNames, listVersions } from "../registration.js";
import { createLaunchPlan } from "./create-launch-plan.js";
import { isActive, planVersions } from "./plan-versions.js";

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
  const plans = planVersions(store);
  const listing = joined(launchPlanListing, workflowListing, ({ message: { spec } }) => {
    return spec?.workflowId && store.workflows.get(entityKey(spec.workflowId));
  });
  return {
    async createLaunchPlan(request) {
      await createLaunchPlan(store, request);
      return {};
    },
    getLaunchPlan: ({ id }) => plans.find(checkPlanId(id)).message,
    getActiveLaunchPlan({ id }) {
      const { project, domain, name } = id ?? { project: "", domain: "", name: "" };
      checkFields({ project, domain, name }, "project", "domain", "name");
      const row = plans.of(project, domain, name).find(isActive);
      if (row === undefined) throw notFound(`No active launch plan could be found: ${project}:${domain}:${name}`);
      return row.message;
    },
    listActiveLaunchPlans(request) {
      const { project, domain, limit, token, sortBy } = request;
      checkFields(request, "project", "domain");
      checkLimit(limit);
      const query = { limit, token, sortBy, rpc: "ListActiveLaunchPlans" };
      const page = list(plans.of(project, domain).filter(isActive), listing, query);
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
      if (state === LaunchPlanState.ACTIVE) plans.activate(plans.first(id));
      else plans.deactivate(plans.find(checkPlanId(id)));
      return {};
    },
  };
}

// The type may be left out, as the gateway's paths and flytectl do.
function checkPlanId(id: Identifier | undefined): Identifier {
  if (id?.resourceType === ResourceType.UNSPECIFIED) id.resourceType = ResourceType.LAUNCH_PLAN;
  return checkIdentifier(id, ResourceType.LAUNCH_PLAN);
}
