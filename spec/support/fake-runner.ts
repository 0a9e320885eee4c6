import type { Dag, Task } from "../../lib/dag/index.js";
import {
  type Attempt,
  type Event,
  type ExecuteOptions,
  execute,
  type Runner,
  type RunOutcome,
} from "../../lib/engine/index.js";
import type { Literals } from "../../lib/types/index.js";
import { int } from "./graph.js";

/** What a task of a spec does; a number stands for the output `o`. */
export type Body = (inputs: Literals, attempt: Attempt, task: Task) => unknown;

/** A runner whose tasks are functions by name; the others give 1. */
export function fakeRunner(bodies: Readonly<Record<string, Body>> = {}, more: Partial<Runner> = {}): Runner {
  return {
    async run(task, inputs, attempt) {
      const result = await (bodies[task.ref.name] ?? (() => 1))(inputs, attempt, task);
      if (typeof result === "number") return { outputs: { o: int(result) } };
      return result as { outputs: Literals };
    },
    ...more,
  };
}

/** A run that has ended, with all it told. */
export interface Ran extends RunOutcome {
  readonly events: readonly Event[];
  /** The events in short: `run RUNNING`, `n0 QUEUED`, `n0#0 RUNNING` for the first attempt, `n0[1]#0 …` for an element. */
  readonly story: readonly string[];
}

/** Runs a Dag with bodies by task name and keeps what it told. */
export async function play(
  dag: Dag,
  bodies: Readonly<Record<string, Body>> = {},
  { inputs = {}, ...options }: Partial<ExecuteOptions> & { readonly inputs?: Literals } = {},
): Promise<Ran> {
  const events: Event[] = [];
  const outcome = await execute(dag, inputs, {
    run: "run",
    runner: fakeRunner(bodies),
    ...options,
    onEvent(event) {
      events.push(event);
      return options.onEvent?.(event);
    },
  });
  return { ...outcome, events, story: events.map(toLine) };
}

/** An event in short. */
export function toLine(event: Event): string {
  if (event.kind === "run") return `run ${event.phase}`;
  if (event.kind === "node") return `${event.node} ${event.phase}`;
  const element = event.element === undefined ? "" : `[${event.element}]`;
  return `${event.node}${element}#${event.attempt} ${event.phase}`;
}

/** The lines of a story that are about nodes. */
export function nodeLines({ story }: Ran): readonly string[] {
  return story.filter((line) => !line.includes("#") && !line.startsWith("run "));
}
