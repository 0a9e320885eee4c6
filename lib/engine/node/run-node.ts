import { type NodeContext, type NodeEnd, tellNode } from "../run/context.js";
import { runArray } from "./run-array.js";
import { runBranch } from "./run-branch.js";
import { runGate } from "./run-gate.js";
import { runLaunchPlan } from "./run-launch-plan.js";
import { runTask } from "./run-task.js";
import { runWorkflow } from "./run-workflow.js";

/** Runs a node by what its target is; one that an earlier go has ended ends the same way. */
export function runNode(context: NodeContext): Promise<NodeEnd> {
  const { run, place, inputs } = context;
  const end = run.prior?.node(place.node, () => inputs)?.end;
  return end === undefined ? runTarget(context) : endAgain(context, end);
}

async function endAgain(context: NodeContext, end: NodeEnd): Promise<NodeEnd> {
  if (!context.run.prior?.recovers || end.phase !== "SUCCEEDED") return end;
  await tellNode(context, "RECOVERED", { inputs: context.inputs, outputs: end.outputs });
  return end;
}

function runTarget(context: NodeContext): Promise<NodeEnd> {
  const { target } = context.node;
  switch (target.kind) {
    case "task":
      return runTask(context, target.task);
    case "workflow":
      return runWorkflow(context, target.workflow);
    case "launchPlan":
      return runLaunchPlan(context, target.launchPlan);
    case "branch":
      return runBranch(context, target);
    case "array":
      return runArray(context, target);
    case "sleep":
    case "signal":
    case "approve":
      return runGate(context, target);
  }
}
