import { clone, create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { type WorkflowSpec, WorkflowSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import {
  type CompiledTask,
  type CompiledWorkflow,
  type CompiledWorkflowClosure,
  CompiledWorkflowClosureSchema,
} from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import { type Identifier, IdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { WorkflowTemplate } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { entityKey, invalid, textForm } from "../../state/index.js";
import type { Library } from "./library.js";
import { type Problem, said } from "./problems.js";
import { compileTemplate } from "./template.js";

const mostNodes = 100;

/**
 * Compiles a workflow with the workflows that came along, as Flyte does; INVALID_ARGUMENT with every problem, or with
 * the first entity that is not registered.
 */
export function compileWorkflow(id: Identifier, given: WorkflowSpec, library: Library): CompiledWorkflowClosure {
  const spec = clone(WorkflowSpecSchema, given);
  const name = textForm(IdentifierSchema, id);
  // The emulator sets the template's id before it compiles.
  const template = spec.template as WorkflowTemplate;
  const tasks = new Map<string, CompiledTask>();
  const problems: Problem[] = [];
  const subWorkflows = templatesById(spec, problems);
  const compiled = new Map<string, CompiledWorkflow | undefined>();
  const around = { library: remembering(library, tasks), subWorkflow, problems };
  const primary = found(name, () => compileTemplate(template, around));
  if (problems.length > 0) throw invalid(`failed to compile workflow for [${name}] with err: ${said(problems)}`);
  const { length } = template.nodes.slice(2);
  if (length > mostNodes) {
    throw invalid(`number of nodes in workflow [${name}] exceeds limit (${length} > ${mostNodes})`);
  }
  const sorted = [...tasks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, task]) => task);
  const used = [...compiled.values()].filter((workflow) => workflow !== undefined);
  return create(CompiledWorkflowClosureSchema, { primary, subWorkflows: used, tasks: sorted });

  function subWorkflow(wanted: Identifier): CompiledWorkflow | undefined {
    const key = entityKey(wanted);
    const sub = subWorkflows.get(key);
    if (sub === undefined || compiled.has(key)) {
      // Present without a result: it is being compiled, so it contains itself.
      if (compiled.has(key) && compiled.get(key) === undefined) recursive(wanted);
      return compiled.get(key);
    }
    compiled.set(key, undefined);
    const result = compileTemplate(sub, around);
    compiled.set(key, result);
    return result;
  }

  function recursive(wanted: Identifier): void {
    const text = `Workflow [${textForm(IdentifierSchema, wanted)}] contains itself.`;
    problems.push({ code: "CycleDetected", node: "start-node", text });
  }
}

function templatesById({ subWorkflows }: WorkflowSpec, problems: Problem[]): ReadonlyMap<string, WorkflowTemplate> {
  const found = new Map<string, WorkflowTemplate>();
  for (const template of subWorkflows) {
    if (template.id === undefined) continue;
    const key = entityKey(template.id);
    const name = textForm(IdentifierSchema, template.id);
    if (found.has(key)) problems.push({ code: "DuplicateId", node: name, text: `Duplicate Id [${name}].` });
    found.set(key, template);
  }
  return found;
}

function remembering(library: Library, tasks: Map<string, CompiledTask>): Library {
  return {
    launchPlan: (id) => library.launchPlan(id),
    task(id) {
      const task = library.task(id);
      tasks.set(textForm(IdentifierSchema, id), task);
      return task;
    },
  };
}

function found<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConnectError) || error.code !== Code.NotFound) throw error;
    throw invalid(`failed to compile workflow for [${name}] with err: ${error.rawMessage}`);
  }
}
