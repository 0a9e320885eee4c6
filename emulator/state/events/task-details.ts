import { create, type JsonObject } from "@bufbuild/protobuf";
import { TaskExecution_Phase as Phase, type TaskLog } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import {
  type ExternalResourceInfo,
  type TaskExecutionMetadata,
  TaskExecutionMetadataSchema,
} from "../../../lib/idl/gen/flyteidl/event/event_pb.js";

const pending = new Set([Phase.QUEUED, Phase.INITIALIZING]);
const terminal = new Set([Phase.SUCCEEDED, Phase.FAILED, Phase.ABORTED]);

/** The logs that a phase does not hide. */
export function filterLogs(logs: readonly TaskLog[], phase: Phase): TaskLog[] {
  return logs.filter(
    (log) => !(pending.has(phase) && !log.ShowWhilePending) && !(terminal.has(phase) && log.HideOnceFinished),
  );
}

/** The newest event's logs, then older ones whose name and uri are new. */
export function mergeLogs(old: readonly TaskLog[], fresh: readonly TaskLog[]): TaskLog[] {
  const names = new Set(fresh.map(({ name }) => name).filter((name) => name !== ""));
  const uris = new Set(fresh.map(({ uri }) => uri));
  const rest = old.filter(({ name, uri }) => !names.has(name) && !uris.has(uri));
  return [...fresh, ...rest];
}

/** Objects merged deeply, the newest value winning; a null takes its key away, as in a JSON merge patch. */
export function mergeCustom(old: JsonObject | undefined, fresh: JsonObject | undefined): JsonObject | undefined {
  if (old === undefined || fresh === undefined) return fresh ?? old;
  const merged: JsonObject = { ...old };
  for (const [key, value] of Object.entries(fresh)) {
    const before = merged[key];
    if (value === null) {
      delete merged[key];
      continue;
    }
    merged[key] = isObject(before) && isObject(value) ? (mergeCustom(before, value) ?? value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The newest event's metadata, with external resources merged by index and attempt. */
export function mergeMetadata(
  old: TaskExecutionMetadata | undefined,
  fresh: TaskExecutionMetadata | undefined,
): TaskExecutionMetadata | undefined {
  if (old === undefined || fresh === undefined) return fresh ?? old;
  return create(TaskExecutionMetadataSchema, {
    ...old,
    generatedName: fresh.generatedName || old.generatedName,
    pluginIdentifier: fresh.pluginIdentifier || old.pluginIdentifier,
    instanceClass: fresh.instanceClass || old.instanceClass,
    resourcePoolInfo: fresh.resourcePoolInfo,
    externalResources: mergeResources(old.externalResources, fresh.externalResources),
  });
}

/** The metadata of a first event, its external resources sorted by index and attempt. */
export function sortedResources(metadata: TaskExecutionMetadata): TaskExecutionMetadata {
  return { ...metadata, externalResources: [...metadata.externalResources].sort(compare) };
}

// Each is looked for by halving, as if those before were sorted: those that came with a later event may not be.
function mergeResources(old: readonly ExternalResourceInfo[], fresh: readonly ExternalResourceInfo[]) {
  const merged = [...old];
  for (const resource of fresh) {
    let [low, high] = [0, merged.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(merged[middle]!, resource) < 0) low = middle + 1;
      else high = middle;
    }
    const found = merged[low];
    if (found !== undefined && compare(found, resource) === 0) merged[low] = mergeResource(found, resource);
    else merged.splice(low, 0, resource);
  }
  return merged;
}

function compare(a: ExternalResourceInfo, b: ExternalResourceInfo): number {
  return a.index - b.index || a.retryAttempt - b.retryAttempt;
}

function mergeResource(old: ExternalResourceInfo, fresh: ExternalResourceInfo): ExternalResourceInfo {
  return {
    ...old,
    phase: fresh.phase,
    cacheStatus: fresh.cacheStatus || old.cacheStatus,
    externalId: fresh.externalId || old.externalId,
    logs: mergeLogs(old.logs, fresh.logs),
    ...(fresh.customInfo && { customInfo: fresh.customInfo }),
  };
}
