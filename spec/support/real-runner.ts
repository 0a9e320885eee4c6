import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import type { Task } from "../../lib/dag/index.js";
import type { Attempt, Runner, TaskOutcome, TaskProgress } from "../../lib/engine/index.js";
import { TaskError } from "../../lib/errors/index.js";
import { DynamicJobSpecSchema } from "../../lib/idl/gen/flyteidl/core/dynamic_job_pb.js";
import { decodeDynamic } from "../../lib/idl/index.js";
import type { JsonObject, Literal, Literals } from "../../lib/types/index.js";

/** An event of the recording. */
export interface Told {
  readonly method: string;
  readonly request?: { readonly event?: JsonObject };
  readonly error?: JsonObject;
}

/** What the stand-in for Python and Kubernetes is made from. */
export interface Recorded {
  /** Events of a run, by its name; undefined for one whose events were not recorded. */
  eventsOf(run: string): readonly Told[] | undefined;
  readonly futures: Readonly<Record<string, JsonValue>>;
}

const number = (literal: Literal | undefined) => (literal?.kind === "int" ? Number(literal.value) : Number.NaN);
const int = (value: number): Literal => ({ kind: "int", value: String(value) });

const bodies: Readonly<Record<string, (inputs: Literals) => number>> = {
  inc: ({ a }) => number(a) + 1,
  double: ({ a }) => number(a) * 2,
  add: ({ a, b }) => number(a) + number(b),
  total: ({ xs }) => (xs?.kind === "list" ? xs.items.reduce((sum, x) => sum + number(x), 0) : 0),
  cached: ({ a }) => number(a) * 3,
};
const place = { project: "flytesnacks", domain: "development", version: "real" };

/**
 * Answers tasks as the recorded Python does, and tells of each attempt what Kubernetes told then. Of an attempt that did not
 * end it waits for the end.
 */
export function realRunner({ eventsOf, futures }: Recorded): Runner {
  return {
    tellsPhases: () => true,
    async run(task, inputs, attempt) {
      const events = attempt.element === undefined ? eventsOf(attempt.run) : undefined;
      for (const progress of events === undefined ? pod(attempt) : toldOf(events, attempt)) {
        await new Promise(setImmediate);
        attempt.report(progress);
      }
      const failure = events === undefined ? undefined : errorOf(events, attempt);
      if (failure !== undefined) throw toError(failure);
      if (events !== undefined && !ends(events, attempt)) await ended(attempt.signal);
      return outcomeOf(task, inputs, attempt);
    },
  };

  async function outcomeOf(task: Task, inputs: Literals, { nodeId, element, run }: Attempt): Promise<TaskOutcome> {
    const name = /^workflows\.(?:map_)?([a-z]+)/.exec(task.ref.name)?.[1] ?? "";
    if (name === "dyn") {
      const job = fromJson(DynamicJobSpecSchema, futures[String(number(inputs.n))] ?? {});
      const { outputs } = task.interface;
      return { outputs: {}, dynamic: decodeDynamic(job, { node: nodeId, outputs, place }) };
    }
    // The others ended before the executor looked at it.
    if (name === "sometimes" && number(inputs.a) === 2) {
      for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
      throw toError(elementError(eventsOf(run) ?? [], element?.index ?? 0));
    }
    if (name === "sometimes") return { outputs: { o0: inputs.a! } };
    const body = bodies[name];
    return { outputs: body === undefined ? {} : { o0: int(body(inputs)) } };
  }
}

function attemptsIn(events: readonly Told[], { nodeId, attempt }: Attempt): readonly JsonObject[] {
  return events.flatMap(({ method, request, error }) => {
    const event = request?.event;
    if (method !== "CreateTaskEvent" || event === undefined || error !== undefined) return [];
    const node = (event.parent_node_execution_id as JsonObject | undefined)?.node_id;
    return node === nodeId && (event.retry_attempt ?? 0) === attempt ? [event] : [];
  });
}

function toldOf(events: readonly Told[], attempt: Attempt): readonly TaskProgress[] {
  const told = attemptsIn(events, attempt).filter(({ phase }) => phase !== "SUCCEEDED" && phase !== "FAILED");
  // The first is the engine's own.
  return told.slice(1).flatMap(({ phase, reason, logs }) => {
    if (phase !== "QUEUED" && phase !== "INITIALIZING" && phase !== "RUNNING") return [];
    const links = (logs ?? []) as readonly { readonly name: string; readonly uri: string }[];
    return [{ phase, logs: links, ...(typeof reason === "string" ? { reason } : {}) }];
  });
}

function pod({ nodeId, run, attempt }: Attempt): readonly TaskProgress[] {
  const link = { name: `log of ${nodeId}`, uri: `http://${run}/${nodeId}/${attempt}` };
  return [{ phase: "INITIALIZING" }, { phase: "RUNNING", logs: [link] }];
}

function errorOf(events: readonly Told[], attempt: Attempt): JsonObject | undefined {
  const error = attemptsIn(events, attempt).find(({ phase }) => phase === "FAILED")?.error;
  return error as JsonObject | undefined;
}

function ends(events: readonly Told[], attempt: Attempt): boolean {
  return attemptsIn(events, attempt).some(({ phase }) => phase === "SUCCEEDED" || phase === "FAILED");
}

// The node's error is that of its only element that failed.
function elementError(events: readonly Told[], index: number): JsonObject {
  const found = events.find(({ request }) => request?.event?.task_type === "container_array" && request.event.error);
  const { message = "" } = (found?.request?.event?.error ?? {}) as { readonly message?: string };
  return { code: "USER:RuntimeError", kind: "USER", message: message.replace(`[${index}]: `, "").replace(/\n$/, "") };
}

function toError({ code, kind, message, timestamp }: JsonObject): TaskError {
  const origin = kind === "SYSTEM" ? "system" : "user";
  const retryable = code !== "USER:RuntimeError";
  return new TaskError(spelled(String(message)), {
    code: String(code),
    origin,
    retryable,
    ...(timestamp === undefined ? {} : { failedAt: "2026-01-02T03:04:05Z" }),
  });
}

// The recording has neither the folders nor the indents of a trace; lists cut it where they count.
function spelled(message: string): string {
  return message
    .replace("\n Traceback", "\n    Traceback")
    .replace('\n File "', '\n      File "')
    .replace("<path>/base_task.py", `/${"p".repeat(23)}/site-packages/flytekit/core/base_task.py`);
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}
