import type { Attempt } from "../../../lib/engine/index.js";
import type { Resources, Task } from "../../../lib/dag/index.js";
import type { Json, JsonObject } from "../../../lib/types/index.js";

/** Where a raw container finds its inputs and leaves its outputs. */
export interface DataPaths {
  readonly inputPath: string;
  readonly outputPath: string;
  readonly format: "JSON" | "YAML" | "PROTO";
}

/** What a task asks to be started, whichever form it is written in; its template is not filled in. */
export interface Wanted {
  readonly image: string;
  /** Program, in place of the image's own; empty where that is meant. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly resources: Resources;
  /** Folder that the container starts in, where the task says so. */
  readonly cwd?: string;
  /** Present for raw containers. */
  readonly data?: DataPaths;
}

/** The container of a task or the primary one of its pod, with what its node overrides; undefined where it has neither. */
export function commandOf(task: Task, { node }: Pick<Attempt, "node">): Wanted | undefined {
  const found = task.container === undefined ? primaryOf(task) : ofContainer(task.container);
  if (found === undefined) return undefined;
  const { image = found.image, resources } = node.target.kind === "task" ? (node.target.overrides ?? {}) : {};
  return { ...found, image, resources: merged(found.resources, resources) };
}

function ofContainer(container: NonNullable<Task["container"]>): Wanted {
  const data = dataOf(container.rest?.dataConfig);
  return {
    image: container.image,
    command: container.command,
    args: container.args,
    env: Object.fromEntries((container.env ?? []).map(({ key, value }) => [key, value])),
    resources: container.resources ?? {},
    ...(data === undefined ? {} : { data }),
  };
}

// Of a pod only the primary container runs: the others are there for what a cluster has.
function primaryOf({ pod, config }: Task): Wanted | undefined {
  if (pod === undefined) return undefined;
  const spec = objectOf(pod.podSpec);
  const containers = listOf(spec.containers).map(objectOf);
  const name = config?.primary_container_name ?? pod.primaryContainerName;
  const primary = containers.find((container) => container.name === name) ?? containers[0];
  if (primary === undefined) return undefined;
  const env = listOf(primary.env)
    .map(objectOf)
    .filter(({ value }) => typeof value === "string");
  const data = dataOf(pod.dataConfig);
  return {
    image: textOf(primary.image),
    command: listOf(primary.command).map(textOf),
    args: listOf(primary.args).map(textOf),
    env: Object.fromEntries(env.map((pair) => [textOf(pair.name), textOf(pair.value)])),
    resources: objectOf(primary.resources) as Resources,
    ...(typeof primary.workingDir === "string" ? { cwd: primary.workingDir } : {}),
    ...(data === undefined ? {} : { data }),
  };
}

function dataOf(config: Json | undefined): DataPaths | undefined {
  const { enabled, inputPath, outputPath, format } = objectOf(config);
  if (enabled !== true) return undefined;
  return {
    inputPath: textOf(inputPath) || "/var/flyte/inputs",
    outputPath: textOf(outputPath) || "/var/flyte/outputs",
    format: format === "YAML" || format === "PROTO" ? format : "JSON",
  };
}

function merged(own: Resources, other: Resources | undefined): Resources {
  if (other === undefined) return own;
  return { requests: { ...own.requests, ...other.requests }, limits: { ...own.limits, ...other.limits } };
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
