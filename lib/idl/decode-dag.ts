import { type Dag, keyOf, type LaunchPlanRef, type Node, type Task, type Workflow } from "../dag/index.js";
import { failure } from "../errors/index.js";
import { decodeDescription } from "./description.js";
import type { LaunchPlanSpec } from "./gen/flyteidl/admin/launch_plan_pb.js";
import type { TaskSpec } from "./gen/flyteidl/admin/task_pb.js";
import type { WorkflowSpec } from "./gen/flyteidl/admin/workflow_pb.js";
import type { CompiledLaunchPlan, CompiledWorkflow, CompiledWorkflowClosure } from "./gen/flyteidl/core/compiler_pb.js";
import type { LaunchPlanTemplate, WorkflowTemplate } from "./gen/flyteidl/core/workflow_pb.js";
import { decodeInterface } from "./interface.js";
import { known, missing } from "./known.js";
import { decodeLaunchPlan } from "./launch-plan.js";
import { decodeRef, type Place } from "./ref.js";
import { innerNodes } from "./target.js";
import { decodeTask, decodeTaskSpec } from "./task.js";
import { decodeWorkflow } from "./workflow.js";

/** What a Dag is decoded from. */
export interface Parts {
  readonly workflow: CompiledWorkflowClosure;
  readonly launchPlan?: LaunchPlanSpec | undefined;
  /** Interfaces of the launch plans that nodes start: FlyteAdmin leaves them out of its closures. */
  readonly launchPlans?: readonly LaunchPlanTemplate[] | undefined;
}

/** What a Dag is decoded from when nobody has compiled it: what {@link encodeDag} gives, or an SDK registers. */
export interface SubmittedParts {
  readonly workflow: WorkflowSpec;
  readonly tasks: readonly TaskSpec[];
  readonly launchPlan?: LaunchPlanSpec | undefined;
  readonly launchPlans?: readonly LaunchPlanTemplate[] | undefined;
}

/**
 * The Dag of a compiled workflow, seen from a place whose project, domain and version its refs leave out. Every field is
 * understood, carried in a `rest`, or refused with NODE_UNSUPPORTED or a WIRE_ code; descriptions are not in a closure.
 * WIRE_REFERENCE_MISSING for what nodes run and the parts do not hold.
 */
export function decodeDag({ workflow, launchPlan, launchPlans = [] }: Parts, place: Place): Dag {
  const { primary, subWorkflows, tasks, launchPlans: compiled } = decodeClosure(workflow, place);
  const given = launchPlans.map((template) => decodeLaunchPlanRef(template, place));
  return assemble({ primary, tasks, workflows: subWorkflows, launchPlans: [...compiled, ...given], launchPlan });
}

/** The Dag of what is submitted to be registered, descriptions included; see {@link decodeDag}. */
export function decodeSubmitted(parts: SubmittedParts, place: Place): Dag {
  const { template, subWorkflows, description } = known(parts.workflow, "workflow");
  if (template === undefined) return missing({ message: "workflow", field: "template" }, "workflow");
  const primary = decodeWorkflow(template, place);
  return assemble({
    primary: { ...primary, ...decodeDescription(description, primary.rest, primary.ref.name) },
    tasks: parts.tasks.map((spec) => decodeTaskSpec(spec, place)),
    workflows: subWorkflows.map((sub) => decodeWorkflow(sub, place)),
    launchPlans: (parts.launchPlans ?? []).map((plan) => decodeLaunchPlanRef(plan, place)),
    launchPlan: parts.launchPlan,
  });
}

/** The parts of a `core.CompiledWorkflowClosure`; its connections follow from the nodes and are not kept. */
export function decodeClosure(message: CompiledWorkflowClosure, place: Place) {
  const { primary, subWorkflows, tasks, launchPlans } = known(message, "workflow");
  return {
    primary: decodeWorkflow(templateOf(primary), place),
    subWorkflows: subWorkflows.map((compiled) => decodeWorkflow(templateOf(compiled), place)),
    tasks: tasks.map(({ template }) =>
      template === undefined ? missing({ message: "task", field: "template" }, "task") : decodeTask(template, place),
    ),
    launchPlans: launchPlans.map(({ template }: CompiledLaunchPlan) => decodeLaunchPlanRef(template, place)),
  };
}

interface Assembly {
  readonly primary: Workflow;
  readonly tasks: readonly Task[];
  readonly workflows: readonly Workflow[];
  readonly launchPlans: readonly LaunchPlanRef[];
  readonly launchPlan: LaunchPlanSpec | undefined;
}

function assemble({ primary, launchPlan, ...lists }: Assembly): Dag {
  const dag = {
    ...primary,
    tasks: byKey(lists.tasks),
    workflows: byKey(lists.workflows),
    launchPlans: byKey(lists.launchPlans),
    ...(launchPlan === undefined ? { defaults: {} } : decodeLaunchPlan(launchPlan, primary)),
  };
  for (const workflow of [primary, ...lists.workflows]) refuseUnknownTargets(workflow, dag);
  return dag;
}

function refuseUnknownTargets({ nodes, failureNode }: Workflow, dag: Dag): void {
  const top = failureNode === undefined ? nodes : [...nodes, failureNode];
  for (const node of top) {
    refuseUnknownTarget(node, dag);
    for (const inner of innerNodes(node)) refuseUnknownTarget(inner, dag);
  }
}

function refuseUnknownTarget({ id, target }: Node, { tasks, workflows, launchPlans }: Dag): void {
  if (target.kind === "task") refuseMissing(tasks, target.task, { kind: "task", by: id });
  if (target.kind === "workflow") refuseMissing(workflows, target.workflow, { kind: "workflow", by: id });
  if (target.kind === "launchPlan") refuseMissing(launchPlans, target.launchPlan, { kind: "launch plan", by: id });
}

function refuseMissing(table: object, name: string, { kind, by }: { kind: string; by: string }): void {
  if (!Object.hasOwn(table, name)) throw failure("WIRE_REFERENCE_MISSING", { kind, name, by }, { path: by });
}

function byKey<T extends { readonly ref: Task["ref"] }>(entities: readonly T[]): Readonly<Record<string, T>> {
  return Object.fromEntries(entities.map((entity) => [keyOf(entity.ref), entity]));
}

function decodeLaunchPlanRef(template: LaunchPlanTemplate | undefined, place: Place): LaunchPlanRef {
  const path = template?.id?.name ?? "launch plan";
  return {
    ref: decodeRef(template?.id, "launchPlan", { place, path }),
    interface: decodeInterface(template?.interface, path),
  };
}

function templateOf(compiled: CompiledWorkflow | undefined): WorkflowTemplate {
  return compiled?.template ?? missing({ message: "workflow", field: "template" }, "workflow");
}
