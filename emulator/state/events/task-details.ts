import { create, type JsonObject } from "@bufbuild/protobuf";
import { TaskExecution_Phase as Phase, type TaskLog } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import {
  type ExternalResourceInfo,
  type TaskExecutionMetadata,
  TaskExecutionMetadataSchema,
} from "../../../lib/idl/gen/flyteidl/event/event_pb.js";

const pending = new Set([Phase.UNDEFINED, Phase.QUEUED, Phase.INITIALIZING, Phase.WAITING_FOR_RESOURCES]);
const terminal = new Set([Phase.SUCCEEDED, Phase.FAILED, Phase.ABORTED]);

/** The newest event's logs, then older ones whose name and uri are new; without those that the phase hides. */
export function mergeLogs(old: readonly TaskLog[], fresh: readonly TaskLog[], phase: Phase): TaskLog[] {
  return joinLogs(old, fresh).filter(
    (log) => !(pending.has(phase) && !log.ShowWhilePending) && !(terminal.has(phase) && log.HideOnceFinished),
  );
}

function joinLogs(old: readonly TaskLog[], fresh: readonly TaskLog[]): TaskLog[] {
  const names = new Set(fresh.map(({ name }) => name));
  const uris = new Set(fresh.map(({ uri }) => uri));
  const rest = old.filter(({ name, uri }) => !names.has(name) && !uris.has(uri));
  return [...fresh, ...rest];
}

/** Objects merged deeply, the newest value winning. */
export function mergeCustom(old: JsonObject | undefined, fresh: JsonObject | undefined): JsonObject | undefined {
  if (old === undefined || fresh === undefined) return fresh ?? old;
  const merged: JsonObject = { ...old };
  for (const [key, value] of Object.entries(fresh)) {
    const before = merged[key];
    merged[key] = isObject(before) && isObject(value) ? (mergeCustom(before, value) ?? value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The newest event's metadata, with external resources merged by index and attempt, and sorted so. */
export function mergeMetadata(
  old: TaskExecutionMetadata | undefined,
  fresh: TaskExecutionMetadata | undefined,
): TaskExecutionMetadata | undefined {
  if (old === undefined || fresh === undefined) return fresh ?? old;
  const resources = new Map(old.externalResources.map((resource) => [keyOf(resource), resource]));
  for (const resource of fresh.externalResources) {
    resources.set(keyOf(resource), mergeResource(resources.get(keyOf(resource)), resource));
  }
  const sorted = [...resources.values()].sort((a, b) => a.index - b.index || a.retryAttempt - b.retryAttempt);
  return create(TaskExecutionMetadataSchema, {
    ...old,
    generatedName: fresh.generatedName || old.generatedName,
    pluginIdentifier: fresh.pluginIdentifier || old.pluginIdentifier,
    instanceClass: fresh.instanceClass,
    resourcePoolInfo: fresh.resourcePoolInfo,
    externalResources: sorted,
  });
}

function keyOf({ index, retryAttempt }: ExternalResourceInfo): string {
  return `${index}/${retryAttempt}`;
}

function mergeResource(old: ExternalResourceInfo | undefined, fresh: ExternalResourceInfo): ExternalResourceInfo {
  if (old === undefined) return fresh;
  return {
    ...old,
    phase: fresh.phase,
    cacheStatus: fresh.cacheStatus || old.cacheStatus,
    externalId: fresh.externalId || old.externalId,
    logs: joinLogs(old.logs, fresh.logs),
    ...(fresh.customInfo && { customInfo: fresh.customInfo }),
  };
}
