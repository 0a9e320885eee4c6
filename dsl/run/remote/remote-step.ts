import {
  type EntityKind,
  interfaceOf,
  isTransient,
  type LaunchSettings,
  launch,
  type RemoteInterface,
  watch,
} from "../../../lib/client/index.js";
import type { EntityRef, Task } from "../../../lib/dag/index.js";
import type { Attempt, TaskOutcome } from "../../../lib/engine/index.js";
import { failure } from "../../../lib/errors/index.js";
import type { Interface, Literals } from "../../../lib/types/index.js";
import type { FlyteStepSettings } from "../../flyte/index.js";
import { type Context, keyOf, orEnd, pick, tellStarted } from "./context.js";
import { executionName } from "./execution-name.js";
import { interfaceDifferences } from "./interface-differences.js";
import { uploadFiles } from "./upload.js";

/** What a step starts on Flyte. */
export interface RemoteStep {
  readonly kind: EntityKind;
  readonly ref: EntityRef;
  readonly interface: Interface;
  readonly wait: boolean;
  readonly name?: string | undefined;
  readonly connection?: string | undefined;
  readonly settings?: LaunchSettings;
}

/** Runs a task of type `flyte_step`. */
export function runStep(task: Task, inputs: Literals, context: Context): Promise<TaskOutcome> {
  // The compiler wrote them for tasks of this type.
  const custom = task.custom as unknown as FlyteStepSettings;
  const { entity, name, version, project, domain, connection, wait, executionName: given, ...settings } = custom;
  const ref = { name, ...known({ version, project, domain }) };
  const step = { kind: entity, ref, interface: task.interface, wait, name: given, connection, settings };
  return runRemote(step, inputs, context);
}

/** Starts an execution and, unless told otherwise, waits for its end. */
export async function runRemote(step: RemoteStep, given: Literals, context: Context): Promise<TaskOutcome> {
  const { attempt, started, lost, options } = context;
  const { signal } = attempt;
  const backend = options.backendOf(step.connection);
  const remote = await interfaceOf(backend, step.kind, step.ref, { signal });
  checkFit(step, remote, attempt);
  const inputs = await uploadFiles(given, { from: options.files, to: backend.blobs });
  const spot = [attempt.run, attempt.nodeId, attempt.element?.index ?? ""].join("/");
  const name = lost.get(spot) ?? nameFor(step, attempt);
  lost.delete(spot);
  const { project, domain } = remote.ref;
  const { clock } = options;
  const request = { kind: step.kind, ref: remote.ref, inputs, name, settings: step.settings ?? {}, clock };
  try {
    // A start is not broken off: whether it had happened would not be known. It is undone.
    const id = await orEnd(backend, { id: { project, domain, name }, signal }, async () => {
      const made = await launch(backend, request);
      signal.throwIfAborted();
      return made;
    });
    tellStarted(attempt, backend, id);
    if (!step.wait) {
      started.set(keyOf(backend, id), { backend, id, run: attempt.run });
      const outputs = { execution_name: text(name), project: text(project), domain: text(domain) };
      return { outputs: pick(outputs, step.interface) };
    }
    const outcome = await orEnd(backend, { id, signal }, () => watch(backend, id, { signal, clock }));
    if (outcome.outputs === undefined) throw outcome.error;
    return { outputs: pick(outcome.outputs, step.interface) };
  } catch (error) {
    // It may be running all the same: the next attempt finds it under its name, and starts no second one.
    if (isTransient(error)) lost.set(spot, name);
    throw error;
  }
}

function checkFit({ ref, wait, interface: declared }: RemoteStep, remote: RemoteInterface, { path, nodeId }: Attempt) {
  const outputs = wait ? declared.outputs : {};
  const differences = interfaceDifferences({ inputs: declared.inputs, outputs }, remote);
  if (differences.length === 0) return;
  throw failure("STEP_REMOTE_INTERFACE_DIFFERS", { step: path.join(".") || nodeId, remote: ref.name, differences });
}

function nameFor({ name }: RemoteStep, { run, nodeId, attempt, element }: Attempt): string {
  const index = element === undefined ? [] : [element.index];
  if (name === undefined) return executionName([run, nodeId, ...index, attempt]);
  const more = attempt === 0 ? index : [...index, attempt];
  return more.length === 0 ? name : executionName([name, ...more]);
}

function known(parts: Partial<Record<"version" | "project" | "domain", string | undefined>>): Omit<EntityRef, "name"> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}

function text(value: string) {
  return { kind: "string", value } as const;
}
