import { MatchableResource } from "../../lib/idl/gen/flyteidl/admin/matchable_resource_pb.js";
import type { Annotations, Envs, Labels, RawOutputDataConfig } from "../../lib/idl/gen/flyteidl/admin/common_pb.js";
import { closest, type ExecutionRow, type Store } from "../state/index.js";

/** What several places may say of how a run is executed: each from the first that says it. */
export interface RunSettings {
  readonly interruptible?: boolean;
  readonly overwriteCache: boolean;
  readonly envs?: Envs;
  readonly labels?: Labels;
  readonly annotations?: Annotations;
  readonly rawOutputDataConfig?: RawOutputDataConfig;
}

/** The settings of a run: from its own request, its launch plan, the closest attributes, and those of its project. */
export function runSettings({ attributes }: Store, { message, plan, workflow }: ExecutionRow): RunSettings {
  const { project = "", domain = "" } = message.id ?? {};
  const places = [
    { project, domain, workflow: workflow.name },
    { project, domain: "", workflow: "" },
  ];
  const configs = places.flatMap((place) => {
    const target = closest(attributes, place, MatchableResource.WORKFLOW_EXECUTION_CONFIG)?.attributes.target;
    return target?.case === "workflowExecutionConfig" ? [target.value] : [];
  });
  const levels: readonly Partial<RunSettings>[] = [message.spec, plan.spec, ...configs].flatMap((level) => level ?? []);
  const first = <T>(of: (level: Partial<RunSettings>) => T | undefined) =>
    levels.map(of).find((found) => found !== undefined);
  const interruptible = first((level) => level.interruptible);
  const envs = first((level) => (level.envs?.values.length ? level.envs : undefined));
  const labels = first((level) => filled(level.labels));
  const annotations = first((level) => filled(level.annotations));
  const raw = first(({ rawOutputDataConfig: config }) => (config?.outputLocationPrefix ? config : undefined));
  return {
    overwriteCache: levels.some(({ overwriteCache }) => overwriteCache === true),
    ...(interruptible === undefined ? {} : { interruptible }),
    ...(envs && { envs }),
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...(raw && { rawOutputDataConfig: raw }),
  };
}

function filled<T extends { readonly values: object }>(table: T | undefined): T | undefined {
  return table !== undefined && Object.keys(table.values).length > 0 ? table : undefined;
}
