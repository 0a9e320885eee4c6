import { decodeDynamic } from "../../lib/idl/index.js";
import type { ExecutionRow, Store } from "../state/index.js";
import type { Site } from "./containers/site.js";
import { placeOf, templatesOf } from "./dag-of.js";
import type { DataPlaces } from "./data-places.js";
import { runSettings } from "./run-settings.js";

/** What the containers of a run need to know about it. */
export function siteOf({
  store,
  row,
  places,
}: {
  readonly store: Store;
  readonly row: ExecutionRow;
  readonly places: DataPlaces;
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
    workflow: row.workflow.name,
    envs: Object.fromEntries((envs?.values ?? []).map(({ key, value }) => [key, value])),
    decide: (job, { interface: { outputs } }, node) =>
      decodeDynamic(job, { node, outputs, place, launchPlans: templatesOf(store, job.nodes) }),
  };
}
