import type { ResourceAmounts } from "../../lib/dag/index.js";
import { MatchableResource, type TaskResourceSpec } from "../../lib/idl/gen/flyteidl/admin/matchable_resource_pb.js";
import type { DynamicJobSpec } from "../../lib/idl/gen/flyteidl/core/dynamic_job_pb.js";
import type { LaunchPlanTemplate } from "../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { decodeDynamic } from "../../lib/idl/index.js";
import { closest, type ExecutionRow, type Store } from "../state/index.js";
import type { PlatformResources } from "./containers/settle-resources.js";
import type { Site } from "./containers/site.js";
import { nodesOf, placeOf, templatesOf } from "./dag-of.js";
import type { DataPlaces } from "./data-places.js";
import { runSettings } from "./run-settings.js";

/** What the containers of a run need to know about it. */
export function siteOf({
  store,
  row,
  places,
  platform,
}: {
  readonly store: Store;
  readonly row: ExecutionRow;
  readonly places: DataPlaces;
  readonly platform: PlatformResources;
}): Site {
  const { id } = row.message;
  const { envs } = runSettings(store, row);
  const { project = "", domain = "", name: run = "" } = id ?? {};
  const place = placeOf(row);
  return {
    project,
    domain,
    run,
    place,
    places,
    resources: resourcesOf(store, row, platform),
    workflow: row.workflow.name,
    envs: Object.fromEntries((envs?.values ?? []).map(({ key, value }) => [key, value])),
    decide: (job, { interface: { outputs } }, node) =>
      decodeDynamic(job, { node, outputs, place, launchPlans: plansDecided(store, job) }),
  };
}

// Also those that only a sub-workflow of the new work starts.
function plansDecided(store: Store, { nodes, subworkflows }: DynamicJobSpec): readonly LaunchPlanTemplate[] {
  return templatesOf(store, [...nodes, ...subworkflows.flatMap(nodesOf)]);
}

// Attributes of the workflow, its project or domain stand in the place of the whole platform's.
function resourcesOf({ attributes }: Store, { message, workflow }: ExecutionRow, platform: PlatformResources) {
  const { project = "", domain = "" } = message.id ?? {};
  const place = { project, domain, workflow: workflow.name };
  const target = closest(attributes, place, MatchableResource.TASK_RESOURCE)?.attributes.target;
  if (target?.case !== "taskResourceAttributes") return platform;
  const { defaults, limits } = target.value;
  return { defaults: amountsOf(defaults), limits: amountsOf(limits) };
}

function amountsOf(spec: TaskResourceSpec | undefined): ResourceAmounts {
  if (spec === undefined) return {};
  const { cpu, memory, gpu, ephemeralStorage } = spec;
  return { cpu, memory, gpu, ephemeralStorage };
}
