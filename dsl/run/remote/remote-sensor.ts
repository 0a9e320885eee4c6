import { type Backend, type Timer, type ExecutionId, machineTimer, watch } from "../../../lib/client/index.js";
import type { Task } from "../../../lib/dag/index.js";
import type { Attempt, TaskOutcome } from "../../../lib/engine/index.js";
import { type Literals, toMilliseconds } from "../../../lib/types/index.js";
import type { FlyteSensorSettings } from "../../flyte/index.js";
import { type Context, failedThere, orEnd, pick, tellStarted } from "./context.js";
import { keyOf } from "./endings.js";

/** Runs a task of type `flyte_sensor`: waits for the end of an execution by its name. */
export async function runSensor(task: Task, inputs: Literals, context: Context): Promise<TaskOutcome> {
  const { attempt, started, options } = context;
  // The compiler wrote them for tasks of this type.
  const settings = task.custom as unknown as FlyteSensorSettings;
  const { connection } = settings;
  const backend = options.backendOf(connection);
  const id = idFrom(inputs, settings, backend);
  const bound = { backend, connection, id };
  const isOwn = started.get(keyOf(backend, id))?.run === attempt.run;
  tellStarted(attempt, backend, id);
  const most = toMilliseconds(settings.pokeInterval);
  const { signal } = attempt;
  const { clock = machineTimer } = options;
  const done = new AbortController();
  const patience = softDeadline(task, settings, { attempt, clock, done: done.signal });
  const look = () =>
    watch(backend, id, {
      signal: patience === undefined ? signal : AbortSignal.any([signal, patience]),
      clock,
      delay: (elapsed) => Math.min(most, Math.max(10, elapsed / 10)),
    });
  try {
    // Somebody else's execution goes on when we stop waiting; one that this run started ends with it.
    const outcome = await (isOwn ? orEnd(bound, context, look) : look());
    started.delete(keyOf(backend, id));
    if (outcome.outputs !== undefined) return { outputs: pick(outcome.outputs, task.interface) };
    throw isOwn ? await failedThere(bound, context, outcome) : outcome.error;
  } catch (error) {
    if (!settings.softFail || signal.aborted) throw error;
    return { outputs: {}, skipped: true };
  } finally {
    done.abort();
  }
}

// An engine's timeout fails the step; a sensor that fails softly must give up just before.
function softDeadline(
  task: Task,
  { softFail }: FlyteSensorSettings,
  {
    attempt: { node, outside },
    clock,
    done,
  }: { readonly attempt: Attempt; readonly clock: Timer; readonly done: AbortSignal },
): AbortSignal | undefined {
  const timeout = node.timeout ?? task.timeout;
  if (!softFail || timeout === undefined) return undefined;
  const milliseconds = toMilliseconds(timeout);
  // One that an earlier process began has what is left of its time.
  const isCarried = outside !== undefined && outside.error === undefined;
  const spent = isCarried ? Math.max(0, clock.now() - outside.since) : 0;
  const late = new AbortController();
  const left = Math.max(0, Math.floor(milliseconds - spent - Math.min(100, milliseconds / 10)));
  clock.sleep(left, done).then(
    () => done.aborted || late.abort(new DOMException("the sensor gives up", "TimeoutError")),
    () => {},
  );
  return late.signal;
}

function idFrom(inputs: Literals, { project, domain }: FlyteSensorSettings, { scope }: Backend): ExecutionId {
  const name = inputs.execution_name;
  const given = name?.kind === "string" ? name.value : "";
  return { project: project ?? scope.project, domain: domain ?? scope.domain, name: given };
}
