import { harnessed } from "../../run/index.js";
import type { FaultOptions } from "./fault.js";
import { createFaultPlan } from "./fault-plan.js";
import { faultyPorts } from "./faulty-ports.js";
import { Life } from "./life.js";

/**
 * Calls `work` with faults in the runs that it starts, and again whenever one of them ends the runs' owner, until it comes to an
 * end; gives that. A run goes on under the same `runId`; one without an id begins anew. What a crash leaves: nothing more is
 * written, told or sent, processes and threads of tasks are killed, and bodies in this thread see their signal fire, after which what
 * they write goes nowhere. `work` is given a signal that fires when a fault has ended the runs' owner: what it comes to then is not
 * looked at. Fails as `work` does, and with `FAULTS_JOURNAL_GIVEN`.
 */
export async function withFaults<Result>(
  options: FaultOptions,
  work: (over: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const plan = createFaultPlan(options);
  for (;;) {
    const life = new Life(plan);
    const gone = new Promise<void>((resolve) => life.gone.addEventListener("abort", () => resolve(), { once: true }));
    const end = harnessed(faultyPorts(life), async () => work(life.over)).then(
      (result) => () => result,
      (error: unknown) => () => {
        throw error;
      },
    );
    const settled = await Promise.race([end, gone]);
    if (settled !== undefined && !life.over.aborted) return settled();
    await life.bury();
  }
}
