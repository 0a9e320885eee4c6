import type { NodeContext, NodeEnd } from "../run/context.js";
import { runBranch } from "./run-branch.js";
import { runTask } from "./run-task.js";
import { runWorkflow } from "./run-workflow.js";

/** Runs a node by what its target is. */
export function runNode(context: NodeContext): Promise<NodeEnd> {
  const { target } = context.node;
  switch (target.kind) {
    case "task":
      return runTask(context, target.task);
    case "workflow":
      return runWorkflow(context, target.workflow);
    case "branch":
      return runBranch(context, target);
    default:
      throw new Error(`not yet: ${target.kind}`);
  }
}
