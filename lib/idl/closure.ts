import { create } from "@bufbuild/protobuf";
import { failure } from "../errors/index.js";
import { endNode, startNode } from "./binding.js";
import { branchChildren, connect } from "./connections.js";
import type { WorkflowSpec } from "./gen/flyteidl/admin/workflow_pb.js";
import {
  type CompiledWorkflow,
  type CompiledWorkflowClosure,
  CompiledWorkflowClosureSchema,
  CompiledWorkflowSchema,
} from "./gen/flyteidl/core/compiler_pb.js";
import type { Identifier } from "./gen/flyteidl/core/identifier_pb.js";
import type { TaskTemplate } from "./gen/flyteidl/core/tasks_pb.js";
import {
  type Node,
  NodeSchema,
  type WorkflowTemplate,
  WorkflowTemplateSchema,
} from "./gen/flyteidl/core/workflow_pb.js";

import { onStartNode, settle } from "./settle.js";

/** What a workflow refers to, as far as the caller knows it. */
export interface Referenced {
  /** Tasks that the workflow or its sub-workflows run; others are ignored. */
  readonly tasks: readonly TaskTemplate[];
  /** Id it is registered under, in place of the template's own. */
  readonly id?: Identifier;
}

/**
 * Compiles a submitted workflow as FlyteAdmin does: system nodes first, promises of inputs on `start-node`, ids inside
 * branches made longer, edges listed, sub-workflows that are used compiled too, and the tasks in order of their ids. It
 * checks no types. WIRE_REFERENCE_MISSING for a task or sub-workflow that was not given.
 */
export function encodeClosure(spec: WorkflowSpec, { tasks, id }: Referenced): CompiledWorkflowClosure {
  const template = spec.template ?? create(WorkflowTemplateSchema);
  const primary = id === undefined ? template : { ...template, id };
  const subWorkflows = new Map(spec.subWorkflows.map((template) => [idText(template.id), template]));
  const known = new Map(tasks.map((template) => [idText(template.id), template]));
  const used = referencesOf(primary, subWorkflows);
  const templates = [...used.tasks].map(([key, { ref, by }]) => {
    return known.get(key) ?? missing({ kind: "task", ref, by });
  });
  return create(CompiledWorkflowClosureSchema, {
    primary: compile(primary),
    subWorkflows: spec.subWorkflows.filter(({ id }) => used.workflows.has(idText(id))).map(compile),
    tasks: templates.map((task) => ({ template: task })),
  });
}

function compile(submitted: WorkflowTemplate): CompiledWorkflow {
  const outputs = submitted.outputs.map(onStartNode);
  const start = create(NodeSchema, { id: startNode });
  const end = create(NodeSchema, { id: endNode, inputs: outputs });
  const nodes = [start, end, ...firstOfEachId(submitted.nodes).map((node) => settle(node, node.id))];
  const { failureNode } = submitted;
  const template: WorkflowTemplate = {
    ...submitted,
    outputs,
    nodes,
    ...(failureNode === undefined ? {} : { failureNode: settle(failureNode, failureNode.id) }),
  };
  return create(CompiledWorkflowSchema, { template, connections: connect(template) });
}

// FlyteAdmin drops a second node of the same id without a word.
function firstOfEachId(nodes: readonly Node[]): readonly Node[] {
  const seen = new Map<string, Node>();
  for (const node of nodes) if (!seen.has(node.id)) seen.set(node.id, node);
  return [...seen.values()];
}

/** An entity somebody refers to. */
interface Reference {
  readonly ref: Identifier;
  readonly by: string;
}

function referencesOf(primary: WorkflowTemplate, subWorkflows: ReadonlyMap<string, WorkflowTemplate>) {
  const tasks = new Map<string, Reference>();
  const workflows = new Set<string>();
  const waiting = [primary];
  for (const template of waiting) {
    const top = template.failureNode === undefined ? template.nodes : [...template.nodes, template.failureNode];
    for (const node of top.flatMap((outer) => [outer, ...nested(outer)])) {
      const { target, id: by } = node;
      if (target.case === "taskNode" && target.value.reference.case !== undefined) {
        const ref = target.value.reference.value;
        tasks.set(idText(ref), { ref, by });
      }
      if (target.case !== "workflowNode" || target.value.reference.case !== "subWorkflowRef") continue;
      const ref = target.value.reference.value;
      const id = idText(ref);
      if (workflows.has(id)) continue;
      workflows.add(id);
      waiting.push(subWorkflows.get(id) ?? missing({ kind: "workflow", ref, by }));
    }
  }
  return { tasks: new Map([...tasks].sort(([a], [b]) => (a < b ? -1 : 1))), workflows };
}

// Nodes inside a node: of its branches and its array, at any depth.
function nested(node: Node): readonly Node[] {
  const { target } = node;
  if (target.case === "arrayNode" && target.value.node !== undefined) {
    return [target.value.node, ...nested(target.value.node)];
  }
  return branchChildren(node).flatMap((inner) => [inner, ...nested(inner)]);
}

function missing({ kind, ref, by }: Reference & { readonly kind: string }): never {
  throw failure("WIRE_REFERENCE_MISSING", { kind, name: ref.name, by }, { path: by });
}

function idText(id: Identifier | undefined): string {
  return id === undefined ? "" : `${id.project}:${id.domain}:${id.name}:${id.version}`;
}
