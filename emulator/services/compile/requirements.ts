import { type Identifier, IdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { Node, WorkflowTemplate } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { textForm } from "../../state/index.js";
import { innerNodes } from "./branch.js";

/** What a workflow refers to, with the workflows that came along and are used. */
export interface Requirements {
  /** Tasks and launch plans, each once, in the order in which they are looked up. */
  readonly tasks: readonly Identifier[];
  readonly launchPlans: readonly Identifier[];
  /** References to workflows that did not come along, with the node that refers. */
  readonly absent: readonly { readonly node: string; readonly id: Identifier }[];
  /** Workflows that contain themselves, however deep. */
  readonly recursive: readonly Identifier[];
}

/** Collects what must be there before a workflow can be compiled. */
export function requirementsOf(
  template: WorkflowTemplate,
  subWorkflow: (id: Identifier) => WorkflowTemplate | undefined,
): Requirements {
  const tasks = new Map<string, Identifier>();
  const launchPlans = new Map<string, Identifier>();
  const absent: { node: string; id: Identifier }[] = [];
  const recursive: Identifier[] = [];
  const state = new Map<WorkflowTemplate, "open" | "done">();
  visit(template);
  return { tasks: inOrder(tasks), launchPlans: inOrder(launchPlans), absent, recursive };

  function visit(workflow: WorkflowTemplate): void {
    state.set(workflow, "open");
    for (const node of workflow.nodes) visitNode(node);
    if (workflow.failureNode !== undefined) visitNode(workflow.failureNode);
    state.set(workflow, "done");
  }

  function visitNode({ id: node, target }: Node): void {
    if (target.case === "taskNode" && target.value.reference.value !== undefined) {
      tasks.set(textForm(IdentifierSchema, target.value.reference.value), target.value.reference.value);
    } else if (target.case === "workflowNode" && target.value.reference.value !== undefined) {
      const id = target.value.reference.value;
      if (target.value.reference.case === "launchplanRef") launchPlans.set(textForm(IdentifierSchema, id), id);
      else visitSub(node, id);
    } else if (target.case === "branchNode") innerNodes(target.value).forEach(visitNode);
    else if (target.case === "arrayNode" && target.value.node !== undefined) visitNode(target.value.node);
  }

  function visitSub(node: string, id: Identifier): void {
    const sub = subWorkflow(id);
    if (sub === undefined) absent.push({ node, id });
    else if (state.get(sub) === "open") recursive.push(id);
    else if (state.get(sub) === undefined) visit(sub);
  }
}

const fields = ["resourceType", "project", "domain", "name", "version"] as const;

function inOrder(found: ReadonlyMap<string, Identifier>): readonly Identifier[] {
  return [...found.values()].sort((a, b) => {
    const field = fields.find((each) => a[each] !== b[each]);
    return field === undefined ? 0 : a[field] < b[field] ? -1 : 1;
  });
}
