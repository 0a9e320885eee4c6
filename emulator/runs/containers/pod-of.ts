import type { Resources, Task } from "../../../lib/dag/index.js";
import type { Json, JsonObject } from "../../../lib/types/index.js";
import { type DataPaths, dataOf, type Wanted } from "./command-of.js";

/** The containers of a pod beside the one that the task is. */
export interface Companions {
  /** In the order in which they are started before it; those that stay go on beside it. */
  readonly before: readonly (Wanted & { readonly stays: boolean })[];
  /** Started with it, and ended with it. */
  readonly beside: readonly Wanted[];
}

/** What a container may be told of its pod. */
export type OwnField = "name" | "namespace";

/** A folder that a container expects at a path of its own. */
export interface Mount {
  readonly path: string;
  /** Folder of this machine, or the name of one that the containers of a pod share. */
  readonly from: { readonly host: string } | { readonly shared: string };
}

/**
 * The primary container of a task's pod with its companions; undefined where the task has no pod, or names a container that the pod
 * does not have.
 */
export function podOf({
  pod,
  config,
}: Pick<Task, "pod" | "config">): (Wanted & { readonly companions?: Companions }) | undefined {
  if (pod === undefined) return undefined;
  const spec = objectOf(pod.podSpec);
  const containers = listOf(spec.containers).map(objectOf);
  const name = config?.primary_container_name ?? pod.primaryContainerName;
  const primary = name === undefined ? containers[0] : containers.find((container) => container.name === name);
  if (primary === undefined) return undefined;
  const volumes = new Map(listOf(spec.volumes).map((volume) => [textOf(objectOf(volume).name), objectOf(volume)]));
  const beside = containers.filter((container) => container !== primary).map((each) => wantedOf(each, volumes));
  const before = listOf(spec.initContainers)
    .map(objectOf)
    .map((each) => ({ ...wantedOf(each, volumes), stays: each.restartPolicy === "Always" }));
  const data = dataOf(pod.dataConfig);
  return {
    ...wantedOf(primary, volumes, data),
    ...(before.length + beside.length === 0 ? {} : { companions: { before, beside } }),
  };
}

function wantedOf(container: JsonObject, volumes: ReadonlyMap<string, JsonObject>, data?: DataPaths): Wanted {
  const variables = listOf(container.env).map(objectOf);
  const own = fieldsOf(variables);
  const mounts = listOf(container.volumeMounts).flatMap((mount) => mountOf(objectOf(mount), volumes));
  return {
    name: textOf(container.name),
    image: textOf(container.image),
    command: listOf(container.command).map(textOf),
    args: listOf(container.args).map(textOf),
    env: textsOf(variables),
    resources: resourcesOf(objectOf(container.resources)),
    ...(typeof container.workingDir === "string" ? { cwd: container.workingDir } : {}),
    ...(Object.keys(own).length === 0 ? {} : { own }),
    ...(mounts.length === 0 ? {} : { mounts }),
    ...(data === undefined ? {} : { data }),
  };
}

// What a cluster knows of a pod is not known here, but for its name and its namespace.
const fields: Readonly<Record<string, OwnField>> = { "metadata.name": "name", "metadata.namespace": "namespace" };

function fieldsOf(variables: readonly JsonObject[]): Readonly<Record<string, OwnField>> {
  const found = variables.flatMap(({ name, valueFrom }) => {
    const field = fields[textOf(objectOf(objectOf(valueFrom).fieldRef).fieldPath)];
    return field === undefined ? [] : [[textOf(name), field] as const];
  });
  return Object.fromEntries(found);
}

function textsOf(variables: readonly JsonObject[]): Readonly<Record<string, string>> {
  const texts = variables.filter(({ value }) => typeof value === "string");
  return Object.fromEntries(texts.map(({ name, value }) => [textOf(name), textOf(value)]));
}

// Folders that the pod makes, and those of this machine; what a cluster keeps elsewhere is not there.
function mountOf(mount: JsonObject, volumes: ReadonlyMap<string, JsonObject>): readonly Mount[] {
  const name = textOf(mount.name);
  const { emptyDir, hostPath } = volumes.get(name) ?? {};
  const inside = textOf(mount.subPath);
  const below = (folder: string) => (inside === "" ? folder : `${folder}/${inside}`);
  const path = textOf(mount.mountPath);
  if (emptyDir !== undefined) return [{ path, from: { shared: below(name) } }];
  const host = textOf(objectOf(hostPath).path);
  return host === "" ? [] : [{ path, from: { host: below(host) } }];
}

function resourcesOf({ requests, limits }: JsonObject): Resources {
  return { requests: amountsOf(objectOf(requests)), limits: amountsOf(objectOf(limits)) };
}

const amounts = {
  cpu: "cpu",
  memory: "memory",
  "ephemeral-storage": "ephemeralStorage",
  gpu: "gpu",
  "nvidia.com/gpu": "gpu",
} as const;

function amountsOf(given: JsonObject): NonNullable<Resources["requests"]> {
  const found = Object.entries(amounts).flatMap(([name, own]) => {
    const amount = given[name];
    return typeof amount === "string" || typeof amount === "number" ? [[own, String(amount)]] : [];
  });
  return Object.fromEntries(found);
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
