import { create } from "@bufbuild/protobuf";
import type { Backoff, Isolation, Task } from "../dag/index.js";
import { decodeAttributes, encodeAttributes, checkAttributes } from "./attributes.js";
import { carrier, toProtoJson } from "./carried.js";
import { decodeContainer, encodeContainer } from "./container.js";
import { decodeDescription, encodeDescription } from "./description.js";
import { enumNames } from "./enum-names.js";
import { type TaskSpec, TaskSpecSchema } from "./gen/flyteidl/admin/task_pb.js";
import {
  K8sPodSchema,
  type RuntimeMetadata,
  RuntimeMetadata_RuntimeType,
  SqlSchema,
  type TaskMetadata,
  TaskMetadataSchema,
  type TaskTemplate,
  TaskTemplateSchema,
} from "./gen/flyteidl/core/tasks_pb.js";
import { decodeInterface, encodeInterface } from "./interface.js";
import { known } from "./known.js";
import { decodeRef, encodeRef, type Place } from "./ref.js";
import { decodeSecurity, encodeSecurity } from "./security.js";
import { fromDuration, toDuration } from "./time.js";

const templateFields = [
  "id",
  "type",
  "metadata",
  "interface",
  "custom",
  "container",
  "k8sPod",
  "sql",
  "taskTypeVersion",
  "securityContext",
  "config",
];
const metadataFields = ["runtime", "timeout", "retries", "interruptible"];
const cacheFields = ["discoverable", "discoveryVersion", "cacheSerializable", "cacheIgnoreInputVars"];

const templates = carrier(TaskTemplateSchema, templateFields);
const cachedMetadata = carrier(TaskMetadataSchema, [...metadataFields, ...cacheFields]);
// Of a task that is not cached the wire may still hold a cache version; it is carried.
const uncachedMetadata = carrier(TaskMetadataSchema, metadataFields);
const pods = carrier(K8sPodSchema, []);
const statements = carrier(SqlSchema, []);
const runtimeTypes = enumNames("RuntimeMetadata.type", {
  OTHER: RuntimeMetadata_RuntimeType.OTHER,
  FLYTE_SDK: RuntimeMetadata_RuntimeType.FLYTE_SDK,
});

/** A task as Flyte's `core.TaskTemplate`; its description is the spec's ({@link encodeTaskSpec}). */
export function encodeTask(task: Task, place: Place): TaskTemplate {
  const { description, ...rest } = task.rest ?? {};
  const message = templates.write(rest);
  message.id = encodeRef(task.ref, "task", place);
  message.type = task.type;
  message.metadata = encodeMetadata(task, message.metadata);
  message.interface = encodeInterface(task.interface);
  message.taskTypeVersion = task.typeVersion ?? 0;
  message.target = encodeTarget(task);
  const carried = encodeAttributes({ backoff: backoffJson(task.backoff), isolation: task.isolation });
  message.config = { ...task.config, ...carried };
  if (task.security !== undefined) message.securityContext = encodeSecurity(task.security);
  // Readonly JSON is JSON.
  if (task.custom !== undefined) message.custom = task.custom as NonNullable<TaskTemplate["custom"]>;
  return message;
}

/** The task of a `core.TaskTemplate`; WIRE_FIELD_MISSING without an id. */
export function decodeTask(message: TaskTemplate, place: Place): Task {
  const path = message.id?.name ?? "task";
  const { metadata, custom, securityContext } = known(message, path);
  const { attributes, others } = decodeAttributes(message.config, path);
  const own = checkAttributes(attributes, { backoff: "object", isolation: "string" }, path);
  const carried = metadata === undefined ? undefined : carrierOf(metadata).read(known(metadata, path));
  const rest = { ...templates.read(message), ...(carried === undefined ? {} : { metadata: carried }) };
  return {
    ref: decodeRef(message.id, "task", { place, path }),
    type: message.type,
    interface: decodeInterface(message.interface, path),
    ...decodeMetadata(metadata, path),
    ...decodeTarget(message, path),
    ...(own.backoff === undefined ? {} : { backoff: own.backoff as unknown as Backoff }),
    ...(own.isolation === undefined ? {} : { isolation: own.isolation as Isolation }),
    ...(securityContext === undefined ? {} : { security: decodeSecurity(securityContext, path) }),
    ...(custom === undefined ? {} : { custom: custom as NonNullable<Task["custom"]> }),
    ...(Object.keys(others).length === 0 ? {} : { config: { ...others } }),
    ...(message.taskTypeVersion === 0 ? {} : { typeVersion: message.taskTypeVersion }),
    ...(Object.keys(rest).length === 0 ? {} : { rest }),
  };
}

/** A task with its description, as CreateTask takes it. */
export function encodeTaskSpec(task: Task, place: Place): TaskSpec {
  const description = encodeDescription(task);
  return create(TaskSpecSchema, {
    template: encodeTask(task, place),
    ...(description === undefined ? {} : { description }),
  });
}

/** The task of a spec, description included. */
export function decodeTaskSpec(message: TaskSpec, place: Place): Task {
  const { template, description } = known(message, "task");
  const task = decodeTask(template ?? create(TaskTemplateSchema), place);
  return { ...task, ...decodeDescription(description, task.rest, task.ref.name) };
}

function encodeMetadata(task: Task, carried: TaskMetadata | undefined): TaskMetadata {
  const message = carried ?? create(TaskMetadataSchema);
  const { cache, retries, timeout, interruptible, runtime } = task;
  if (cache !== undefined) {
    message.discoverable = true;
    message.discoveryVersion = cache.version;
    message.cacheSerializable = cache.serialize ?? false;
    message.cacheIgnoreInputVars = [...(cache.ignoreInputs ?? [])];
  }
  if (retries !== undefined) message.retries = { $typeName: "flyteidl.core.RetryStrategy", retries };
  if (timeout !== undefined) message.timeout = toDuration(timeout);
  if (interruptible !== undefined) message.interruptibleValue = { case: "interruptible", value: interruptible };
  if (runtime !== undefined) message.runtime = encodeRuntime(runtime);
  return message;
}

function decodeMetadata(message: TaskMetadata | undefined, path: string) {
  if (message === undefined) return {};
  const { retries, timeout, interruptibleValue, runtime } = message;
  const limit = timeout === undefined ? "0s" : fromDuration(timeout);
  return {
    ...(message.discoverable ? { cache: decodeCache(message) } : {}),
    ...(retries === undefined ? {} : { retries: known(retries, path).retries }),
    ...(limit === "0s" ? {} : { timeout: limit }),
    ...(interruptibleValue.case === undefined ? {} : { interruptible: interruptibleValue.value }),
    ...(runtime === undefined ? {} : { runtime: decodeRuntime(runtime, path) }),
  };
}

function decodeCache({ discoveryVersion, cacheSerializable, cacheIgnoreInputVars }: TaskMetadata) {
  return {
    version: discoveryVersion,
    ...(cacheSerializable ? { serialize: true } : {}),
    ...(cacheIgnoreInputVars.length === 0 ? {} : { ignoreInputs: [...cacheIgnoreInputVars] }),
  };
}

function encodeRuntime({ type, version, flavor }: NonNullable<Task["runtime"]>): RuntimeMetadata {
  return { $typeName: "flyteidl.core.RuntimeMetadata", type: runtimeTypes.encode(type), version, flavor };
}

function decodeRuntime(message: RuntimeMetadata, path: string): NonNullable<Task["runtime"]> {
  const { type, version, flavor } = known(message, path);
  return { type: runtimeTypes.decode(type, path), version, flavor };
}

function encodeTarget({ container, pod, sql }: Task): TaskTemplate["target"] {
  if (container !== undefined) return { case: "container", value: encodeContainer(container) };
  if (pod !== undefined) return { case: "k8sPod", value: pods.write(pod) };
  if (sql !== undefined) return { case: "sql", value: statements.write(sql) };
  return { case: undefined };
}

function decodeTarget({ target }: TaskTemplate, path: string): Pick<Task, "container" | "pod" | "sql"> {
  switch (target.case) {
    case "container":
      return { container: decodeContainer(target.value, path) };
    case "k8sPod":
      return { pod: toProtoJson(K8sPodSchema, target.value) };
    case "sql":
      return { sql: toProtoJson(SqlSchema, target.value) };
    case undefined:
      return {};
  }
}

function carrierOf({ discoverable }: TaskMetadata) {
  return discoverable ? cachedMetadata : uncachedMetadata;
}

function backoffJson(backoff: Backoff | undefined) {
  return backoff === undefined ? undefined : { ...backoff };
}
