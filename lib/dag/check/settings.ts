import { type DefinitionError, failure } from "../../errors/index.js";
import { conforms, describeType, Duration, typeOf } from "../../types/index.js";
import type { Dag, Workflow } from "../dag.js";
import type { Node } from "../node.js";
import type { Backoff } from "../task.js";
import { withInner } from "./structure.js";

interface Setting {
  readonly owner: string;
  readonly setting: string;
  readonly value: unknown;
}

interface Rule {
  readonly expected: string;
  holds(value: unknown): boolean;
}

const count: Rule = {
  expected: "a whole number from 0",
  holds: (value) => Number.isInteger(value) && Number(value) >= 0,
};
const length: Rule = { expected: "a length of time such as 90s", holds: isLength };
const share: Rule = { expected: "a number from 0 to 1", holds: (value) => Number(value) >= 0 && Number(value) <= 1 };
const positive: Rule = { expected: "a number above 0", holds: (value) => Number.isFinite(value) && Number(value) > 0 };
const finite: Rule = { expected: "a number", holds: Number.isFinite };
const text: Rule = { expected: "a name", holds: (value) => typeof value === "string" && value !== "" };

/** Whether retries, timeouts, waits and limits are values that an engine can keep to. */
export function checkSettings(dag: Dag, workflow: Workflow): readonly DefinitionError[] {
  const problems: Error[] = [];
  const must = ({ owner, setting, value }: Setting, { expected, holds }: Rule) => {
    if (value === undefined || holds(value)) return;
    const facts = { owner, setting, expected, got: JSON.stringify(value) ?? String(value) };
    problems.push(failure("DAG_SETTING_WRONG", facts, { path: `${workflow.ref.name}.${owner}` }));
  };
  const mustWait = (owner: string, backoff: Backoff | undefined) => {
    must({ owner, setting: "backoff.initial", value: backoff?.initial }, length);
    must({ owner, setting: "backoff.max", value: backoff?.max }, length);
    must({ owner, setting: "backoff.factor", value: backoff?.factor }, positive);
    must({ owner, setting: "backoff.jitter", value: backoff?.jitter }, share);
  };
  const nodes = workflow.failureNode === undefined ? workflow.nodes : [...workflow.nodes, workflow.failureNode];
  for (const node of nodes.flatMap((outer) => withInner(outer))) {
    const { id: owner, retries, timeout, priority, target } = node;
    must({ owner: owner === "" ? "a step" : owner, setting: "id", value: owner }, text);
    must({ owner, setting: "retries", value: retries }, count);
    must({ owner, setting: "timeout", value: timeout }, length);
    must({ owner, setting: "priority", value: priority }, finite);
    mustWait(owner, node.backoff);
    checkTarget(target, (setting, value, rule) => must({ owner, setting, value }, rule));
  }
  if (workflow !== dag) return problems as DefinitionError[];
  for (const { ref, retries, timeout, backoff } of Object.values(dag.tasks)) {
    must({ owner: ref.name, setting: "retries", value: retries }, count);
    must({ owner: ref.name, setting: "timeout", value: timeout }, length);
    mustWait(ref.name, backoff);
  }
  must({ owner: dag.ref.name, setting: "plan.runTimeout", value: dag.plan?.runTimeout }, length);
  must({ owner: dag.ref.name, setting: "plan.maxParallelism", value: dag.plan?.maxParallelism }, count);
  return problems as DefinitionError[];
}

function checkTarget(target: Node["target"], must: (setting: string, value: unknown, rule: Rule) => void): void {
  if (target.kind === "sleep") must("duration", target.duration, length);
  if (target.kind !== "array") return;
  must("parallelism", target.parallelism, count);
  must("minSuccesses", target.minSuccesses, count);
  must("minSuccessRatio", target.minSuccessRatio, finite);
}

/** Whether defaults belong to inputs and are of their types. */
export function checkDefaults({ ref, interface: { inputs }, defaults, plan }: Dag): readonly DefinitionError[] {
  const problems: Error[] = [];
  for (const [name, literal] of [...Object.entries(defaults), ...Object.entries(plan?.fixed ?? {})]) {
    const path = `${ref.name}.inputs.${name}`;
    const declared = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (declared === undefined) {
      const facts = { node: ref.name, input: name, known: Object.keys(inputs) };
      problems.push(failure("DAG_INPUT_UNKNOWN", facts, { path }));
    } else if (!conforms(literal, declared.type)) {
      const facts = { target: path, expected: describeType(declared.type), got: describeType(typeOf(literal)) };
      problems.push(failure("DAG_TYPE_MISMATCH", facts, { path }));
    }
  }
  return problems as DefinitionError[];
}

function isLength(value: unknown): boolean {
  try {
    return typeof value === "string" && Duration.parse(value).nanoseconds >= 0n;
  } catch {
    return false;
  }
}
