import type { Node, Target } from "../../dag/index.js";
import { ConditionProblem, holds } from "../data/condition.js";
import { enterNode } from "../graph/enter-node.js";
import { type NodeContext, type NodeEnd, tellEnd, tellNode } from "../run/context.js";
import { userError } from "../run/judge.js";
import { nodeTimeoutError, withTimeout } from "./timeout.js";

type Branch = Extract<Target, { kind: "branch" }>;

/**
 * Runs the node of the first case whose condition holds; its outputs are the branch's. The nodes of other cases are passed
 * over without a word, as Flyte does. Where no case holds and nothing else is said, the branch itself is skipped.
 */
export async function runBranch(context: NodeContext, branch: Branch): Promise<NodeEnd> {
  const queued = tellNode(context, "QUEUED", { inputs: context.inputs });
  if (queued) await queued;
  let chosen: Branch["otherwise"];
  try {
    chosen = choose(context, branch);
  } catch (problem) {
    if (!(problem instanceof ConditionProblem)) throw problem;
    return await tellEnd(context, {
      phase: "FAILED",
      error: userError("MalformedBranchUserError", problem.message, problem),
    });
  }
  if (chosen === undefined) return await tellEnd(context, { phase: "SKIPPED" });
  if ("error" in chosen) {
    const error = userError("UserProvidedError", `[UserProvidedError] ${chosen.error}`);
    return await tellEnd(context, { phase: "FAILED", error });
  }
  const running = tellNode(context, "RUNNING");
  if (running) await running;
  return await tellEnd(context, await runChosen(context, chosen));
}

function choose({ inputs }: NodeContext, { cases, otherwise }: Branch): Branch["otherwise"] {
  return cases.find(({ when }) => holds(when, inputs))?.then ?? otherwise;
}

// The node is called as Flyte's compiler calls it: by the branch and its own id.
async function runChosen(context: NodeContext, chosen: Node): Promise<NodeEnd> {
  const node = { ...chosen, id: `${context.node.id}-${chosen.id}`, name: chosen.name ?? chosen.id };
  const { run, dag, place } = context;
  const parent = { id: place.node, attempt: 0 };
  const tried = await withTimeout(context, (cancellation) =>
    enterNode({ run, dag, parent, path: place.path }, { node, lookup: context.lookup, cancellation }),
  );
  if (tried.kind === "late") return { phase: "FAILED", error: nodeTimeoutError(context) };
  if (tried.kind === "failed") throw tried.thrown;
  return tried.kind === "cancelled" ? { phase: "ABORTED" } : tried.value;
}
