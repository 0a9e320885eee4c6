import { failure } from "../../errors/index.js";
import { type NodeContext, type NodeEnd, tellEnd, tellNode } from "../run/context.js";
import { runAttempts, type Work } from "./attempts.js";
import { toNodeEnd } from "./run-task.js";

/** Runs a node that starts an execution of a launch plan and waits for it; RUNNING once the execution has a name. */
export async function runLaunchPlan(context: NodeContext, key: string): Promise<NodeEnd> {
  const { run, dag, node, place, inputs } = context;
  const queued = tellNode(context, "QUEUED", { inputs });
  if (queued) await queued;

  let launched = run.prior?.work(place.node)?.outside?.id;
  let running = false;
  const name = () => (launched === undefined ? {} : { launched });
  const tellRunning = () => {
    if (running) return undefined;
    running = true;
    return tellNode(context, "RUNNING", name());
  };
  const work: Work = {
    retries: node.retries ?? 0,
    backoff: node.backoff,
    timeout: node.timeout,
    nodeId: place.node,
    foreign: false,
    element: undefined,
    async body(attempt) {
      if (run.runner.launch === undefined) {
        throw failure("NODE_UNSUPPORTED", { node: place.name, feature: "a launch plan", target: "this runner" });
      }
      return await run.runner.launch(dag.launchPlans[key]!, inputs, attempt);
    },
    onStart: () => undefined,
    target: dag.launchPlans[key]!,
    onProgress(_, { externalId, claims }) {
      if (claims !== undefined) return tellNode(context, "RUNNING", { claims });
      if (externalId === undefined || externalId === launched) return undefined;
      launched = externalId;
      running = false;
      return tellRunning();
    },
    onEnd(attempt, end) {
      if (end.phase === "SUCCEEDED") return tellRunning();
      const { retryIn, error } = { error: undefined, ...end };
      if (retryIn === undefined) return undefined;
      return tellNode(context, "RUNNING", { ...name(), attempt, retryIn, ...(error === undefined ? {} : { error }) });
    },
  };
  return await tellEnd(context, toNodeEnd(await runAttempts(context, work)), name());
}
