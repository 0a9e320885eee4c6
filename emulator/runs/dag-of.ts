import { create } from "@bufbuild/protobuf";
import type { Dag } from "../../lib/dag/index.js";
import type { CompiledWorkflowClosure } from "../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import type { Identifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import {
  type LaunchPlanTemplate,
  LaunchPlanTemplateSchema,
  type Node,
  type WorkflowTemplate,
} from "../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { dagOfTask, decodeDag, type Place } from "../../lib/idl/index.js";
import { type ExecutionRow, entityKey, type Store } from "../state/index.js";

/** Where the entities of a run are: what the refs of its Dag leave out. */
export function placeOf({ workflow: { project, domain, version } }: ExecutionRow): Place {
  return { project, domain, version };
}

// What is registered does not change under its id; the least recently used goes first.
const kept = 100;

/** Finds the Dags of runs, each decoded once while it is in use; fails as {@link dagOf}. */
export function createDags(store: Store): (row: ExecutionRow) => Dag {
  const dags = new Map<string, Dag>();
  return (row) => {
    const plan = row.plan.id;
    const key = [
      row.launchedTask,
      entityKey(row.workflow),
      entityKey(row.launchPlan),
      plan ? entityKey(plan) : "",
    ].join();
    const dag = dags.get(key) ?? dagOf(store, row);
    dags.delete(key);
    dags.set(key, dag);
    const [oldest] = dags.keys();
    if (dags.size > kept && oldest !== undefined) dags.delete(oldest);
    return dag;
  };
}

/** The Dag that a run executes; fails with a DefinitionError where the engine cannot express it. */
export function dagOf(store: Store, row: ExecutionRow): Dag {
  const place = placeOf(row);
  if (row.launchedTask) {
    const template = store.tasks.get(entityKey(row.launchPlan))?.message.closure?.compiledTask?.template;
    if (template !== undefined) return dagOfTask(template, place);
  }
  const closure = store.workflows.get(entityKey(row.workflow))?.message.closure?.compiledWorkflow;
  if (closure === undefined) throw new Error(`the workflow ${row.workflow.name} of a run is not registered`);
  const launchPlans = plansOf(store, closure);
  const launchPlan = row.launchedTask ? undefined : row.plan.spec;
  return decodeDag({ workflow: closure, launchPlans, launchPlan }, place);
}

function plansOf(store: Store, { primary, subWorkflows }: CompiledWorkflowClosure): readonly LaunchPlanTemplate[] {
  const templates = [primary, ...subWorkflows].flatMap((compiled) => compiled?.template ?? []);
  return templatesOf(store, templates.flatMap(nodesOf));
}

/** All nodes of a workflow but those within its branches. */
export function nodesOf({ nodes, failureNode }: WorkflowTemplate): readonly Node[] {
  return failureNode === undefined ? nodes : [...nodes, failureNode];
}

/** Interfaces of the launch plans that nodes start and that are registered, each once. */
export function templatesOf(store: Store, nodes: readonly Node[]): readonly LaunchPlanTemplate[] {
  const ids = new Map(nodes.flatMap(plansIn).map((id) => [entityKey(id), id]));
  return [...ids.values()].flatMap((id) => templateOf(store, id) ?? []);
}

function plansIn({ target }: Node): readonly Identifier[] {
  if (target.case === "workflowNode") {
    return target.value.reference.case === "launchplanRef" ? [target.value.reference.value] : [];
  }
  if (target.case === "arrayNode") return target.value.node === undefined ? [] : plansIn(target.value.node);
  if (target.case !== "branchNode" || target.value.ifElse === undefined) return [];
  const { case: first, other, default: otherwise } = target.value.ifElse;
  const inner = [first, ...other].flatMap((block) => (block?.thenNode === undefined ? [] : [block.thenNode]));
  return [...inner, ...(otherwise.case === "elseNode" ? [otherwise.value] : [])].flatMap(plansIn);
}

function templateOf(store: Store, id: Identifier): LaunchPlanTemplate | undefined {
  const plan = store.launchPlans.get(entityKey(id));
  if (plan === undefined) return undefined;
  const { closure } = plan.message;
  const parameters = Object.entries(closure?.expectedInputs?.parameters ?? {});
  const variables = parameters.flatMap(([name, parameter]) =>
    parameter.var === undefined ? [] : [[name, parameter.var]],
  );
  const inputs = { variables: Object.fromEntries(variables) };
  return create(LaunchPlanTemplateSchema, { id, interface: { inputs, outputs: closure?.expectedOutputs ?? {} } });
}
