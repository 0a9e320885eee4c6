import type { Literals } from "../../types/index.js";
import { type NodeContext, type NodeEnd, tellNode } from "../run/context.js";
import { runArray } from "./run-array.js";
import { runBranch } from "./run-branch.js";
import { runGate } from "./run-gate.js";
import { runLaunchPlan } from "./run-launch-plan.js";
import { runTask } from "./run-task.js";
import { runWorkflow } from "./run-workflow.js";

/** Runs a node by what its target is; one that an earlier go or another run has ended ends the same way. */
export function runNode(context: NodeContext): Promise<NodeEnd> {
  const { run, place, inputs } = context;
  if (run.prior === undefined) return runTarget(context);
  const before = run.prior.node(place.node, () => inputs);
  if (before?.end !== undefined) return Promise.resolve(before.end);
  const outputs = before === undefined ? run.prior.recovered?.(place.node, () => inputs) : undefined;
  return outputs === undefined ? runTarget(context) : recover(context, outputs);
}

async function recover(context: NodeContext, outputs: Literals): Promise<NodeEnd> {
  await tellNode(context, "RECOVERED", { inputs: context.inputs, outputs });
  return { phase: "SUCCEEDED", outputs };
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
