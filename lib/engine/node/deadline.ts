import { failure } from "../../errors/index.js";
import { toMilliseconds } from "../../types/index.js";
import { Cancellation } from "../run/cancellation.js";
import { type NodeContext, type NodeEnd, tellNode } from "../run/context.js";
import { userError } from "../run/judge.js";
import { leftOf } from "./timeout.js";

/** How often a node's timeout fits into the time that Flyte gives the whole of it, waiting and retries included. */
const share = 2;

/**
 * Runs a node within the time that Flyte gives the whole of it, where limits are about nodes: twice its timeout since it was
 * entered. One that takes longer is told as TIMED_OUT before what it runs is stopped, and fails as Flyte's workflows do.
 */
export async function withDeadline(
  context: NodeContext,
  body: (context: NodeContext) => Promise<NodeEnd>,
): Promise<NodeEnd> {
  const { run, node, place, cancellation } = context;
  const timeout = timeoutOf(context);
  if (run.limits === "attempts" || timeout === undefined) return await body(context);
  const own = new Cancellation(cancellation);
  const timer = new Cancellation(own);
  const expire = async () => {
    if (timer.cancelled) return;
    run.expired.add(place.node);
    await tellNode(context, "TIMED_OUT");
    own.cancel(failure("NODE_TIMED_OUT", { node: node.name ?? node.id, timeout, share }));
  };
  const since = run.prior?.node(place.node, () => context.inputs)?.queuedAt;
  run.clock.sleep(leftOf(run.clock, share * toMilliseconds(timeout), since), timer.signal).then(expire, () => {});
  const end = await body({ ...context, cancellation: own });
  timer.cancel(undefined);
  own.close();
  return run.expired.has(place.node) ? { phase: "FAILED", error: userError("Timeout", "Timeout in node") } : end;
}

function timeoutOf({ dag, node }: NodeContext): string | undefined {
  return node.timeout ?? (node.target.kind === "task" ? dag.tasks[node.target.task]?.timeout : undefined);
}
