import type { Dag } from "../../lib/dag/index.js";
import type { Event, RunOutcome } from "../../lib/engine/index.js";
import type { Owed } from "../../lib/journal/index.js";
import type { Run } from "../run/index.js";
import { exitCode, exitCodeFor } from "./exit-code.js";
import { abortedLines, explain, thrownOf } from "./explain.js";
import { onStop } from "./on-stop.js";
import { plainError, withoutThrown } from "./plain-error.js";
import { outputLines, plainValues } from "./plain-values.js";
import { createView, type View } from "./progress/view.js";
import { owedLines } from "./runs/tables.js";
import { type Streams, writeJson, writeLines } from "./streams.js";

/** How a run is shown. */
export interface Shown {
  readonly title: string;
  readonly dag: Dag;
  readonly json: boolean;
  readonly streams: Streams;
  readonly isKept: boolean;
  /** Fires when the run is gone on with by somebody else: nothing more is shown of this one. */
  readonly over?: AbortSignal;
}

/** Shows a run to its end: progress to people, events and result to machines. A request to stop aborts it. */
export async function follow(run: Run, { title, dag, json, streams, isKept, over }: Shown): Promise<number> {
  const steps = dag.nodes.map(({ id, name = id }) => ({ node: id, name }));
  let failed: string | undefined;
  // One that ended before tells nothing but its end.
  let isQuiet = true;
  const forget = onStop(({ signal, cause }) => {
    if (!json) writeLines(streams.stderr, [`${signal}: aborting ${run.name}; once more ends at once`]);
    run.abort(cause);
  });
  let view: View | undefined;
  const leave = () => {
    forget();
    view?.close();
  };
  over?.addEventListener("abort", leave);
  try {
    view = json ? undefined : await createView(title, steps, streams.stderr);
    if (over?.aborted) view?.close();
    // What was done before is shown as done.
    for (const event of await run.before) view?.show(event);
    for await (const event of run.events) {
      if (over?.aborted) break;
      isQuiet = false;
      if (event.kind === "node" && event.error !== undefined) failed ??= event.path.join(".");
      if (json) writeJson(streams.stdout, toLine(event));
      else view?.show(event);
    }
    const outcome = await run.outcome;
    if (over?.aborted) return codeOf(outcome);
    if (isQuiet && isKept && !json && over === undefined)
      writeLines(streams.stderr, [`${run.name} has ended before; nothing was run`]);
    if (isQuiet) view?.show({ kind: "run", run: run.name, seq: 0, at: Date.now(), ...outcome });
    view?.close();
    if (json) writeJson(streams.stdout, toResult(outcome, { run: run.name, step: failed, owed: run.owed() }));
    else writeOutcome(outcome, { step: failed, streams });
    if (!json) writeOwed(run, { isKept, streams });
    if (!json && isKept && outcome.phase !== "SUCCEEDED") {
      // What could not be kept has only stopped here.
      const isLeft = outcome.error?.code === "RUN_LISTENER_FAILED";
      writeLines(streams.stderr, [
        "",
        `every attempt of it: flytepath runs show ${run.name}`,
        isLeft
          ? `to go on: flytepath resume ${run.name}`
          : `once more, without what succeeded: flytepath rerun ${run.name} --failed`,
      ]);
    }
    return codeOf(outcome);
  } finally {
    over?.removeEventListener("abort", leave);
    forget();
  }
}

function toLine(event: Event): object {
  const {
    inputs,
    outputs,
    reason: _,
    ...rest
  } = event as Event & Pick<RunOutcome, "reason"> & { inputs?: RunOutcome["outputs"] };
  return {
    ...rest,
    ...(inputs === undefined ? {} : { inputs: plainValues(inputs) }),
    ...(outputs === undefined ? {} : { outputs: plainValues(outputs) }),
    ...("error" in event && event.error !== undefined ? { error: withoutThrown(event.error) } : {}),
  };
}

function toResult(
  { phase, outputs, error, cause }: RunOutcome,
  { run, step, owed }: { readonly run: string; readonly step: string | undefined; readonly owed: readonly Owed[] },
): object {
  return {
    kind: "result",
    run,
    phase,
    ...(outputs === undefined ? {} : { outputs: plainValues(outputs) }),
    ...(error === undefined ? {} : { error: { ...plainError(error), step } }),
    ...(cause === undefined ? {} : { cause }),
    ...(owed.length === 0 ? {} : { owed }),
  };
}

// Without a journal nobody tells them later.
function writeOwed(run: Run, { isKept, streams }: { readonly isKept: boolean; readonly streams: Streams }): void {
  const lines = owedLines(run.name, run.owed());
  if (lines.length > 0) writeLines(streams.stderr, ["", ...(isKept ? lines : lines.slice(0, -1))]);
}

function writeOutcome(
  outcome: RunOutcome,
  { step, streams: { stdout, stderr } }: { readonly step: string | undefined; readonly streams: Streams },
): void {
  const { outputs, error, cause } = outcome;
  if (error !== undefined) {
    writeLines(stderr, ["", ...(step === undefined ? [] : [`${step} failed`]), ...explain(thrownOf(error))]);
  }
  if (cause !== undefined) writeLines(stderr, ["", ...abortedLines(outcome)]);
  if (outputs === undefined) return;
  writeLines(stderr, [""]);
  writeLines(stdout, outputLines(outputs));
}

function codeOf({ phase, error }: RunOutcome): number {
  if (phase === "SUCCEEDED") return exitCode.succeeded;
  if (phase === "ABORTED") return exitCode.aborted;
  return exitCodeFor(error?.thrown, { started: true });
}
