import { clone, create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { type WorkflowSpec, WorkflowSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import {
  type CompiledTask,
  CompiledTaskSchema,
  type CompiledWorkflow,
  type CompiledWorkflowClosure,
  CompiledWorkflowClosureSchema,
} from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import { type Identifier, IdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { WorkflowTemplate } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { invalid, textForm } from "../../state/index.js";
import type { Library } from "./library.js";
import { completed } from "./node-interface.js";
import { type Problem, said } from "./problems.js";
import { type Requirements, requirementsOf } from "./requirements.js";
import { report, type Surroundings, startNode } from "./scope.js";
import { compileTemplate } from "./template.js";

const mostNodes = 100;

/**
 * Compiles a workflow with the workflows that came along, as Flyte does; INVALID_ARGUMENT with every problem, or with
 * the first entity that is not registered.
 */
export function compileWorkflow(id: Identifier, given: WorkflowSpec, library: Library): CompiledWorkflowClosure {
  const spec = clone(WorkflowSpecSchema, given);
  const name = keyOf(id);
  const refused = (why: string) => invalid(`failed to compile workflow for [${name}] with err: ${why}`);
  // The emulator sets the template's id before it compiles.
  const template = spec.template as WorkflowTemplate;
  const subs = templatesById(spec, refused);
  const needs = requirementsOf(template, (wanted) => subs.get(keyOf(wanted)));
  const { tasks, launchPlans } = found(needs, library, refused);
  const problems: Problem[] = [];
  const around: Surroundings = {
    task: (wanted) => tasks.get(keyOf(wanted)),
    launchPlan: (wanted) => launchPlans.get(keyOf(wanted)),
    subWorkflow: (wanted) => subs.get(keyOf(wanted)),
    compile: (wanted) => {
      const sub = subs.get(keyOf(wanted));
      if (sub === undefined || compiled.has(sub)) return;
      // Those that contain themselves were refused.
      compiled.set(sub, compileTemplate(sub, around));
    },
    problems,
  };
  const compiled = new Map<WorkflowTemplate, CompiledWorkflow>();
  checkRequirements(needs, around);
  const primary = problems.length > 0 ? undefined : compileTemplate(template, around);
  if (problems.length > 0) throw refused(said(problems));
  const { length } = template.nodes.slice(2);
  if (length > mostNodes) {
    throw invalid(`number of nodes in workflow [${name}] exceeds limit (${length} > ${mostNodes})`);
  }
  // Those that nobody uses are kept as they came.
  const subWorkflows = spec.subWorkflows.map((sub) => compiled.get(sub) ?? { template: sub });
  return create(CompiledWorkflowClosureSchema, {
    ...(primary && { primary }),
    subWorkflows,
    tasks: [...tasks.values()],
  });
}

function keyOf(id: Identifier): string {
  return textForm(IdentifierSchema, id);
}

function templatesById({ subWorkflows }: WorkflowSpec, refused: (why: string) => ConnectError) {
  const found = new Map<string, WorkflowTemplate>();
  const problems: Problem[] = [];
  for (const template of subWorkflows) {
    const { id } = template;
    if (id !== undefined && !found.has(keyOf(id))) found.set(keyOf(id), template);
    else if (id === undefined) throw refused(`failed to get workflow requirements with err ${said(problems)}`);
    else {
      const text = "Trying to insert two nodes with the same id.";
      problems.push({ code: "DuplicateId", node: keyOf(id), text });
    }
  }
  if (problems.length > 0) throw refused(`failed to get workflow requirements with err ${said(problems)}`);
  return found;
}

// The first entity that is not registered is the only one that is told.
function found({ tasks, launchPlans }: Requirements, library: Library, refused: (why: string) => ConnectError) {
  try {
    // A reference that leaves something out may find an entity, which then is not the one it names.
    const compiled = tasks.map((id) => ownCopy(library.task(id)));
    return {
      tasks: new Map(compiled.map((task) => [textForm(IdentifierSchema, task.template?.id), task])),
      launchPlans: new Map(launchPlans.map((id) => [keyOf(id), library.launchPlan(id)])),
    };
  } catch (error) {
    if (!(error instanceof ConnectError) || error.code !== Code.NotFound) throw error;
    throw refused(error.rawMessage);
  }
}

function ownCopy(task: CompiledTask): CompiledTask {
  const copy = clone(CompiledTaskSchema, task);
  if (copy.template?.interface !== undefined) completed(copy.template.interface);
  return copy;
}

function checkRequirements({ tasks, absent, recursive }: Requirements, around: Surroundings): void {
  for (const { node, id } of absent) {
    report(around, "WorkflowReferenceNotFound", node, `Referenced Workflow [${keyOf(id)}] not found.`);
  }
  for (const id of recursive) {
    report(around, "CycleDetected", startNode, `Workflow [${keyOf(id)}] contains itself.`);
  }
  for (const id of tasks) {
    if (around.task(id) !== undefined) continue;
    report(around, "TaskReferenceNotFound", startNode, `Referenced Task [${keyOf(id)}] not found.`);
  }
}
