import type { Target } from "../../dag/index.js";
import type { Literals } from "../../types/index.js";
import { type NodeContext, type NodeEnd, tellNode } from "../run/context.js";
import { withDeadline } from "./deadline.js";
import { endSuperseded } from "./end-superseded.js";
import { runArray } from "./run-array.js";
import { runBranch } from "./run-branch.js";
import { runGate } from "./run-gate.js";
import { runLaunchPlan } from "./run-launch-plan.js";
import { runTask } from "./run-task.js";
import { runWorkflow } from "./run-workflow.js";

/** Runs a node by what its target is; one that an earlier go or another run has ended ends the same way. */
export function runNode(context: NodeContext): Promise<NodeEnd> {
  const { run, place, inputs } = context;
  if (run.prior === undefined) return enter(context);
  const before = run.prior.node(place.node, () => inputs);
  if (before?.end !== undefined) return Promise.resolve(before.end);
  const left = run.prior.superseded(place.node);
  if (left.length > 0) return endSuperseded(context, left).then(() => enter(context));
  const outputs = before === undefined ? run.prior.recovered?.(place.node, () => inputs) : undefined;
  return outputs === undefined ? enter(context) : recover(context, outputs);
}

function enter(context: NodeContext): Promise<NodeEnd> {
  return context.run.limits === "attempts" ? runTarget(context) : withPlace(context);
}

// Before anything is told: to everybody outside, a node without a place has not started.
async function withPlace(context: NodeContext): Promise<NodeEnd> {
  const { run, node, cancellation } = context;
  if (context.leave !== undefined || !needsPlace(node.target)) return await withDeadline(context, runTarget);
  const leave = await run.lanes.enter(node, cancellation);
  // What an earlier go told of has to be told the end of.
  if (leave === undefined && !isKnown(context)) return { phase: "ABORTED" };
  try {
    return await withDeadline({ ...context, leave: leave ?? (() => {}) }, runTarget);
  } finally {
    // Not before a failure has ended the nodes that wait for the place.
    if (leave !== undefined) setImmediate(leave);
  }
}

function isKnown({ run: { prior }, place, inputs }: NodeContext): boolean {
  return prior?.node(place.node, () => inputs) !== undefined || prior?.anew(place.node) !== undefined;
}

function needsPlace(target: Target): boolean {
  if (target.kind === "array") return needsPlace(target.node.target);
  return target.kind === "task" || target.kind === "launchPlan";
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
