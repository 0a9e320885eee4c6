import type { DefinitionError } from "../../errors/index.js";
import type { FlowType, Variables } from "../../types/index.js";
import type { Condition, Operand } from "../binding.js";
import type { Dag, Workflow } from "../dag.js";
import type { Node } from "../node.js";
import { type Declared, declaredBy } from "./declared.js";
import { fit, type Sources, typeOfBinding } from "./fit.js";
import { problem } from "./problem.js";
import { withInner } from "./structure.js";

/** Whether everything that is taken is there, is waited for, and is of the type that is wanted. */
export function checkBindings(dag: Dag, workflow: Workflow, ordered: readonly Node[]): readonly DefinitionError[] {
  const problems: DefinitionError[] = [];
  const pipeline = workflow.ref.name;
  const outputs = new Map<string, Variables | undefined>([["", workflow.interface.inputs]]);
  const sources: Sources = (id) => (outputs.has(id) ? { outputs: outputs.get(id) } : undefined);
  const judge = (node: Node, waits: ReadonlySet<string>) => {
    const owner = { path: `${pipeline}.${node.id}`, name: node.name ?? node.id, pipeline };
    problems.push(...checkNode(node, { owner, declared: declaredBy(dag, node), sources, waits }));
  };

  for (const node of ordered) {
    const waits = new Set(["", ...node.after]);
    // The element of a mapped step is given what the step is given.
    for (const one of node.target.kind === "array" ? [node] : withInner(node)) judge(one, waits);
    outputs.set(node.id, outputsOf(dag, node, sources));
  }
  if (workflow.failureNode !== undefined) judge(withoutError(workflow.failureNode), new Set([""]));
  problems.push(...checkOutputs(workflow, sources));
  return problems;
}

interface Judged {
  readonly owner: { readonly path: string; readonly name: string; readonly pipeline: string };
  readonly declared: Declared;
  readonly sources: Sources;
  readonly waits: ReadonlySet<string>;
}

function checkNode({ inputs, target }: Node, { owner, declared, sources, waits }: Judged): readonly DefinitionError[] {
  const problems: DefinitionError[] = [];
  const { inputs: wanted } = declared;
  for (const [input, binding] of Object.entries(inputs)) {
    const path = `${owner.path}.inputs.${input}`;
    const type = wanted !== undefined && Object.hasOwn(wanted, input) ? wanted[input]!.type : undefined;
    if (wanted !== undefined && type === undefined && !declared.open) {
      problems.push(problem("DAG_INPUT_UNKNOWN", { node: owner.name, input, known: Object.keys(wanted) }, path));
    }
    problems.push(...fit(binding, { type, sources, waits, ...owner, path }));
  }
  for (const input of Object.keys(wanted ?? {})) {
    if (Object.hasOwn(inputs, input) || declared.open || isOptional(wanted![input]!.type)) continue;
    problems.push(problem("DAG_INPUT_UNBOUND", { node: owner.name, input }, `${owner.path}.inputs.${input}`));
  }
  if (target.kind === "branch") {
    for (const { when } of target.cases) {
      for (const operand of operandsOf(when)) {
        if (operand.kind !== "input" || Object.hasOwn(inputs, operand.name)) continue;
        const facts = { node: owner.name, input: operand.name, known: Object.keys(inputs) };
        problems.push(problem("DAG_CONDITION_UNKNOWN", facts, owner.path));
      }
    }
  }
  return problems;
}

function checkOutputs(
  { ref, interface: { outputs: declared }, outputs }: Workflow,
  sources: Sources,
): readonly DefinitionError[] {
  const problems: DefinitionError[] = [];
  const pipeline = ref.name;
  for (const [output, binding] of Object.entries(outputs)) {
    const path = `${pipeline}.outputs.${output}`;
    const type = Object.hasOwn(declared, output) ? declared[output]!.type : undefined;
    if (type === undefined) {
      problems.push(problem("DAG_OUTPUT_UNKNOWN", { pipeline, output, known: Object.keys(declared) }, path));
    }
    problems.push(...fit(binding, { type, sources, waits: undefined, name: pipeline, pipeline, path }));
  }
  for (const output of Object.keys(declared)) {
    if (Object.hasOwn(outputs, output)) continue;
    problems.push(problem("DAG_OUTPUT_UNBOUND", { pipeline, output }, `${pipeline}.outputs.${output}`));
  }
  return problems;
}

// An approval gives on what it is given.
function outputsOf(dag: Dag, node: Node, sources: Sources): Variables | undefined {
  if (node.target.kind !== "approve") return declaredBy(dag, node).outputs;
  const types = Object.entries(node.inputs).map(([name, binding]) => [name, typeOfBinding(binding, sources)] as const);
  const known = types.filter((entry): entry is readonly [string, FlowType] => entry[1] !== undefined);
  return known.length < types.length ? undefined : Object.fromEntries(known.map(([name, type]) => [name, { type }]));
}

// Its input `err` is given the error, whatever is bound to it.
function withoutError({ inputs, ...node }: Node): Node {
  return { ...node, inputs: Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== "err")) };
}

function operandsOf(condition: Condition): readonly Operand[] {
  const open: Condition[] = [condition];
  const found: Operand[] = [];
  for (const part of open) {
    if (part.kind === "comparison") found.push(part.left, part.right);
    else open.push(part.left, part.right);
  }
  return found;
}

// As Flyte's compiler has it: a union with a variant that is no simple type counts as optional, too.
function isOptional(type: FlowType): boolean {
  const notSimple = ["list", "map", "blob", "structuredDataset", "schema", "enum", "union"];
  return type.kind === "union" && type.variants.some(({ kind }) => kind === "none" || notSimple.includes(kind));
}
