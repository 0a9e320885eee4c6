import type { Attempt } from "../../../lib/engine/index.js";
import type { Resources, Task } from "../../../lib/dag/index.js";
import type { Json, JsonObject } from "../../../lib/types/index.js";
import { type Companions, type Mount, type OwnField, podOf } from "./pod-of.js";

/** Where a raw container finds its inputs and leaves its outputs. */
export interface DataPaths {
  readonly inputPath: string;
  readonly outputPath: string;
  readonly format: "JSON" | "YAML" | "PROTO";
}

/** A container that is to be started, whichever form it is written in; its template is not filled in. */
export interface Wanted {
  /** Its name in its pod. */
  readonly name?: string;
  readonly image: string;
  /** Program, in place of the image's own; empty where that is meant. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Variables that tell it of its pod. */
  readonly own?: Readonly<Record<string, OwnField>>;
  readonly resources: Resources;
  /** What its processes may use of memory. */
  readonly memoryBound?: string;
  /** Folder that the container starts in, where the task says so. */
  readonly cwd?: string;
  readonly mounts?: readonly Mount[];
  /** Present for raw containers. */
  readonly data?: DataPaths;
}

/** What a task asks to be started. */
export interface WantedTask extends Wanted {
  /** The other containers of its pod. */
  readonly companions?: Companions;
}

/** The container of a task or the primary one of its pod, with what its node overrides; undefined where it has neither. */
export function commandOf(task: Task, { node }: Pick<Attempt, "node">): WantedTask | undefined {
  const { image: other, resources, rest } = node.target.kind === "task" ? (node.target.overrides ?? {}) : {};
  // A pod that the node names stands in the place of everything that the task says.
  const pod = rest?.podTemplate as Task["pod"];
  const own = () => (task.container === undefined ? podOf(task) : ofContainer(task.container));
  const found = pod?.podSpec === undefined ? own() : podOf({ pod });
  if (found === undefined) return undefined;
  const image = other ?? found.image;
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

/** How a container's data are loaded, as the wire's `data_config` says; undefined where they are not. */
export function dataOf(config: Json | undefined): DataPaths | undefined {
  const isObject = typeof config === "object" && config !== null && !Array.isArray(config);
  const { enabled, inputPath, outputPath, format } = isObject ? (config as JsonObject) : {};
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

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
