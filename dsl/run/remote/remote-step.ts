import {
  type Backend,
  type EntityKind,
  type ExecutionId,
  interfaceOf,
  type Launch,
  type LaunchSettings,
  launch,
  launchedAs,
  type RemoteInterface,
  recover,
  watch,
} from "../../../lib/client/index.js";
import type { EntityRef, Task } from "../../../lib/dag/index.js";
import type { Attempt, TaskOutcome } from "../../../lib/engine/index.js";
import { failure } from "../../../lib/errors/index.js";
import type { Interface, Literals } from "../../../lib/types/index.js";
import type { FlyteStepSettings } from "../../flyte/index.js";
import { attemptInterface } from "./attempt-interface.js";
import { type Context, carried, claim, failedThere, orEnd, pick, tellStarted, toldId } from "./context.js";
import { keyOf } from "./endings.js";
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
  readonly recover?: boolean | undefined;
  readonly settings?: LaunchSettings;
}

/** Runs a task of type `flyte_step`. */
export function runStep(task: Task, inputs: Literals, context: Context): Promise<TaskOutcome> {
  // The compiler wrote them for tasks of this type.
  const custom = task.custom as unknown as FlyteStepSettings;
  const {
    entity,
    name,
    version,
    project,
    domain,
    connection,
    wait,
    recover,
    executionName: given,
    ...settings
  } = custom;
  const ref = { name, ...known({ version, project, domain }) };
  const fits = attemptInterface(task, inputs, context.attempt);
  const step = { kind: entity, ref, interface: fits, wait, name: given, connection, recover, settings };
  return runRemote(step, inputs, context);
}

/** Starts an execution, or goes on with the one that an attempt before lost, and, unless told otherwise, waits for its end. */
export async function runRemote(step: RemoteStep, given: Literals, context: Context): Promise<TaskOutcome> {
  const { options } = context;
  const before = carried(context.attempt);
  if (before === undefined) return await launchAndWatch(step, given, { ...context, before });
  const backend = options.backendOf(step.connection);
  // It runs already, so an abort ends it whenever it comes.
  const bound = { backend, connection: step.connection, id: before };
  return await orEnd(bound, context, () => launchAndWatch(step, given, { ...context, before }));
}

async function launchAndWatch(
  step: RemoteStep,
  given: Literals,
  context: Context & { readonly before: ExecutionId | undefined },
): Promise<TaskOutcome> {
  const { attempt, started, options, before } = context;
  const { signal } = attempt;
  signal.throwIfAborted();
  const { connection } = step;
  const backend = options.backendOf(connection);
  // What is running already is of the version that was the last one when it was started.
  const known = before === undefined ? undefined : await launchedAs(backend, before, { signal, clock: options.clock });
  const ref = known === undefined ? step.ref : { ...step.ref, version: known.version };
  // A first try tells soon that nobody is there; what is running is not given up as fast.
  const patience = { forMs: before === undefined ? 0 : 30_000, clock: options.clock };
  const remote = await interfaceOf(backend, step.kind, ref, { signal, ...patience });
  checkFit(step, remote, attempt);
  const inputs = await uploadFiles(given, { from: options.files, to: backend.blobs });
  const name = before?.name ?? nameFor(step, attempt);
  const { project, domain } = remote.ref;
  const { clock } = options;
  const request = {
    kind: step.kind,
    ref: remote.ref,
    inputs,
    name,
    settings: { ...(options.overwriteCache ? { overwriteCache: true } : {}), ...step.settings },
    clock,
    giveUp: signal,
  };
  // The name is kept before it is used: whoever goes on finds what may be running under it, and starts no second one.
  const told = { project, domain, name };
  await claim(attempt, told);
  signal.throwIfAborted();
  // A start is not broken off: whether it had happened would not be known. It is undone.
  const id = await orEnd({ backend, connection, id: told }, context, async () => {
    const made = await launchOrRecover(backend, request, failedBefore(step, attempt));
    signal.throwIfAborted();
    return made;
  });
  tellStarted(attempt, backend, id);
  if (!step.wait) {
    started.set(keyOf(backend, id), { backend, connection, id, run: attempt.run });
    const outputs = { execution_name: text(name), project: text(project), domain: text(domain) };
    return { outputs: pick(outputs, step.interface) };
  }
  const bound = { backend, connection, id };
  const outcome = await orEnd(bound, context, () => watch(backend, id, { signal, clock }));
  if (outcome.outputs === undefined) throw await failedThere(bound, context, outcome);
  return { outputs: pick(outcome.outputs, step.interface) };
}

// The execution that failed before, where this one is to go on from what succeeded in it. An attempt that goes on under the
// name that another one claimed recovers what that one was to recover: whether it had begun to is not known.
function failedBefore({ recover, wait }: RemoteStep, attempt: Attempt): ExecutionId | undefined {
  const { outside } = attempt;
  const failed = carried(attempt) === undefined ? outside?.id : outside?.after;
  return recover === true && wait && failed !== undefined ? toldId({ id: failed }) : undefined;
}

async function launchOrRecover(backend: Backend, request: Named, failed: ExecutionId | undefined) {
  if (failed === undefined || failed.name === request.name) return await launch(backend, request);
  const { name, clock, giveUp } = request;
  return (await recover(backend, failed, { name, clock, giveUp })) ?? (await launch(backend, request));
}

type Named = Launch & { readonly name: string };

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
