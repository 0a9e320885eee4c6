import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Task } from "../../../lib/dag/index.js";
import type { Attempt, Runner, TaskOutcome } from "../../../lib/engine/index.js";
import { endLeftProcesses } from "../../../lib/processes/index.js";
import { failure } from "../../../lib/errors/index.js";
import type { Literals } from "../../../lib/types/index.js";
import { type AttemptPaths, attemptPaths } from "./attempt-paths.js";
import { commandOf } from "./command-of.js";
import { echo } from "./echo.js";
import { fill } from "./fill.js";
import { runInEngine } from "./engine.js";
import { type ContainerOptions, ruleOf } from "./options.js";
import { outcomeOf } from "./outcome.js";
import { createPlaces } from "./places.js";
import { runHere } from "./run-here.js";
import { runPod } from "./run-pod.js";
import { settleAll } from "./settle-resources.js";
import { type Grounds, marker, type Site } from "./site.js";

/** What runs the tasks that other tools wrote, for the runs of one emulator. */
export interface Containers {
  /** Runs the tasks of one run. */
  runner(site: Site): Pick<Runner, "run" | "tellsPhases">;
}

// Eager tasks wait for runs that they start, which need places themselves.
const noPlace = () => {};

/**
 * Makes what runs container tasks. Fails for a task that has no container with `EMULATOR_TASK_UNSUPPORTED`, and otherwise as
 * its container ended.
 */
export function createContainers(options: ContainerOptions, grounds: Grounds): Containers {
  // What an emulator left that was killed: its attempts are followed by others.
  endLeftProcesses(marker, grounds.mark);
  const places = createPlaces(options.atOnce ?? Math.max(8, 4 * availableParallelism()));
  return {
    runner: (site) => ({
      tellsPhases: ({ type }) => type !== "echo",
      async run(task, inputs, attempt) {
        if (task.type === "echo") return echo(task, inputs);
        // As with a pod that a full cluster makes wait, the time counts.
        const tellWaiting = () => void attempt.report({ phase: "WAITING_FOR_RESOURCES" });
        const give = isEager(task) ? noPlace : await places.take(attempt.signal, tellWaiting);
        try {
          return await start({ task, inputs, attempt, site, grounds, options });
        } finally {
          give();
        }
      },
    }),
  };
}

/** An attempt that is started in a container, and all that is known about it. */
export interface Start {
  readonly task: Task;
  readonly inputs: Literals;
  readonly attempt: Attempt;
  readonly site: Site;
  readonly grounds: Grounds;
  readonly options: ContainerOptions;
}

async function start(of: Start): Promise<TaskOutcome> {
  const { task, attempt, site, grounds, options } = of;
  const wanted = commandOf(task, attempt);
  if (wanted === undefined) throw unsupported(task);
  const paths = attemptPaths(grounds, site, attempt);
  attempt.report({ phase: "INITIALIZING" });
  // Whatever happens now, the next emulator knows that the attempt had begun, and does not begin it once more.
  grounds.keep();
  const scratch = await mkdtemp(join(tmpdir(), "flytepath-"));
  try {
    const filled = await fill(of, { wanted: settleAll(wanted, site.resources), paths });
    attempt.report({ phase: "RUNNING", logs: [{ name: "Logs", uri: logUri(grounds, paths) }] });
    const end = await runPod(filled, attempt.signal, (container, signal) => {
      const rule = ruleOf(container.image, options.images);
      const engine = rule.engine ?? options.engine ?? "process";
      const job = { ...of, paths, wanted: container, rule, scratch, signal };
      return engine === "process" ? runHere(job) : runInEngine(engine, job);
    });
    return await outcomeOf({ ...end, task, nodeId: attempt.nodeId, paths }, site);
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

function logUri(grounds: Grounds, { log, page }: AttemptPaths): string {
  const origin = grounds.origin();
  return origin === undefined ? log : new URL(page, origin).href;
}

function isEager({ rest }: Task): boolean {
  const metadata = rest?.metadata;
  return typeof metadata === "object" && metadata !== null && "isEager" in metadata && metadata.isEager === true;
}

function unsupported({ ref, type, sql }: Task) {
  const facts = { task: ref.name, type, what: sql === undefined ? "no container" : "a SQL statement" };
  return failure("EMULATOR_TASK_UNSUPPORTED", facts, { retryable: false });
}
