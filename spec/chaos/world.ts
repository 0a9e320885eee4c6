import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emulated, start, storedInputs } from "../../dsl/run/index.js";
import { fakeClock } from "../../dsl/testing/index.js";
import type { Event, RunOutcome } from "../../lib/engine/index.js";
import { openJournal } from "../../lib/journal/index.js";
import { executionsOf, namesIn, placeless } from "./executions-of.js";
import { Measuring } from "./files.js";
import { type Body, bodies, Training } from "./pipelines.js";
import type { Scenario } from "./scenarios.js";

/** What a run has left when it has ended. */
export interface Left {
  readonly standing: string | undefined;
  readonly outcome: RunOutcome;
  /** By step, with the phase that each has come to. */
  readonly executions: readonly string[];
  readonly events: readonly Event[];
  /** Bodies that ran in this thread. */
  readonly bodies: readonly Body[];
}

/** Everything outside of a run's owner. */
export interface World {
  /** Begins the run, or goes on with it. */
  go(): Promise<RunOutcome>;
  goes(): number;
  left(): Promise<Left>;
  close(): Promise<void>;
}

const run = "chaos";
const cause = "nobody wants it any more";

/** A folder for the run, a clock, a Flyte that lives on when the owner is gone, and somebody who may want the run to end. */
export function openWorld({ pipeline, inputs, on, aborted }: Scenario, seed: number): World {
  const shared = "/dev/shm";
  const folder = mkdtempSync(join(existsSync(shared) ? shared : tmpdir(), "flytepath-chaos-"));
  const clock = fakeClock(undefined, { moves: "when idle" });
  const flyte = emulated({ pipelines: [Training, Measuring], sample: false, clock });
  const options = { runId: run, state: folder, clock, ...(on === "flyte" ? { backend: flyte } : {}) };
  const noted = bodies.length;
  // The event at which somebody aborts the run, or the go before which somebody has.
  const moment = Math.imul(seed + 1, 0x9e3779b1) >>> 24;
  let goes = 0;
  const journalOf = () => openJournal(folder, { now: clock.now });

  async function isUnwanted(): Promise<boolean> {
    if (aborted !== "from elsewhere" || goes < 2 + (moment % 3)) return false;
    await using journal = journalOf();
    if ((journal.find(run)?.standing ?? "ended") === "ended") return false;
    journal.requestAbort(run, cause);
    return true;
  }

  async function go(): Promise<RunOutcome> {
    goes += 1;
    if (await isUnwanted()) {
      await using journal = journalOf();
      // As `flytepath runs abort` ends a run whose process is gone: nothing of it is run.
      return await start({ dag: journal.dag(run), code: new Map() }, storedInputs, options).outcome;
    }
    const stop = new AbortController();
    // Who aborts does so again in every go, as a program would that does not know whether it was heard.
    const onEvent = ({ seq }: Event) => {
      if (aborted === "by signal" && seq >= moment % 80) stop.abort(cause);
    };
    // What the pipeline takes is the scenario's business.
    const going = start(pipeline, inputs as never, { ...options, signal: stop.signal, onEvent });
    going.setSignal("ship", { kind: "bool", value: true }).catch(() => {});
    return await going.outcome;
  }

  return {
    go,
    goes: () => goes,
    async left() {
      await using journal = journalOf();
      const events = await journal.events(run);
      const { phase, error, outputs, cause: why } = (await journal.outcome(run)) ?? { phase: "FAILED" as const };
      return {
        standing: journal.find(run)?.standing,
        outcome: {
          phase,
          ...(error && { error }),
          ...(outputs && { outputs: placeless(outputs, folder) }),
          ...(why && { cause: why }),
        },
        executions: on === "flyte" ? await executionsOf(flyte) : namesIn(events),
        events,
        bodies: bodies.slice(noted),
      };
    },
    async close() {
      await flyte[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
