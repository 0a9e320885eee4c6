import type { Superseded } from "../prior/prior.js";
import type { NodeContext } from "../run/context.js";
import { toAttempt } from "./attempt.js";

/** Ends what attempts of an earlier go have outside, where the step has changed since and runs anew. */
export async function endSuperseded(context: NodeContext, left: readonly Superseded[]): Promise<void> {
  const { run, node, place, cancellation } = context;
  const { runner } = run;
  if (runner.abandon === undefined) return;
  for (const { target, attempt, outside } of left) {
    const facts = {
      run: run.run,
      node,
      nodeId: place.node,
      path: place.path,
      attempt,
      last: false,
      element: undefined,
      outside,
      over: true,
      onProgress() {},
    };
    // Whoever keeps what could not be ended does so behind this call.
    await runner
      .abandon(target, Object.assign(toAttempt(facts, cancellation), { outside }), "the step has changed")
      .catch(() => {});
  }
}
