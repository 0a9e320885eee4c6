import type { DefinitionError } from "../../errors/index.js";
import { conforms, describeType, Duration, typeOf } from "../../types/index.js";
import type { Dag, Workflow } from "../dag.js";
import type { Node } from "../node.js";
import type { Backoff } from "../task.js";
import { problem } from "./problem.js";
import { withInner } from "./structure.js";

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

type Must = (setting: string, value: unknown, rule: Rule) => void;

/** Whether retries, timeouts, waits and limits are values that an engine can keep to. */
export function checkSettings(dag: Dag, workflow: Workflow): readonly DefinitionError[] {
  const problems: DefinitionError[] = [];
  const mustOf = (owner: string): Must => {
    return (setting, value, { expected, holds }) => {
      if (value === undefined || holds(value)) return;
      const facts = { owner, setting, expected, got: JSON.stringify(value) ?? String(value) };
      problems.push(problem("DAG_SETTING_WRONG", facts, `${workflow.ref.name}.${owner}`));
    };
  };
  const nodes = workflow.failureNode === undefined ? workflow.nodes : [...workflow.nodes, workflow.failureNode];
  for (const outer of nodes) for (const node of withInner(outer)) checkNode(node, mustOf(node.id || "a step"));
  if (workflow !== dag) return problems;
  for (const { ref, retries, timeout, backoff } of Object.values(dag.tasks)) {
    const must = mustOf(ref.name);
    must("retries", retries, count);
    must("timeout", timeout, length);
    checkBackoff(backoff, must);
  }
  const must = mustOf(dag.ref.name);
  must("plan.runTimeout", dag.plan?.runTimeout, length);
  must("plan.maxParallelism", dag.plan?.maxParallelism, count);
  return problems;
}

function checkNode({ id, retries, timeout, priority, backoff, target }: Node, must: Must): void {
  must("id", id, text);
  must("retries", retries, count);
  must("timeout", timeout, length);
  must("priority", priority, finite);
  checkBackoff(backoff, must);
  if (target.kind === "sleep") must("duration", target.duration, length);
  if (target.kind !== "array") return;
  must("parallelism", target.parallelism, count);
  must("minSuccesses", target.minSuccesses, count);
  must("minSuccessRatio", target.minSuccessRatio, finite);
}

function checkBackoff(backoff: Backoff | undefined, must: Must): void {
  if (backoff === undefined) return;
  must("backoff.initial", backoff.initial, length);
  must("backoff.max", backoff.max, length);
  must("backoff.factor", backoff.factor, positive);
  must("backoff.jitter", backoff.jitter, share);
}

/** Whether defaults belong to inputs and are of their types. */
export function checkDefaults({ ref, interface: { inputs }, defaults, plan }: Dag): readonly DefinitionError[] {
  const problems: DefinitionError[] = [];
  for (const [name, literal] of [...Object.entries(defaults), ...Object.entries(plan?.fixed ?? {})]) {
    const path = `${ref.name}.inputs.${name}`;
    const declared = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (declared === undefined) {
      const facts = { node: ref.name, input: name, known: Object.keys(inputs) };
      problems.push(problem("DAG_INPUT_UNKNOWN", facts, path));
    } else if (!conforms(literal, declared.type)) {
      const facts = { target: path, expected: describeType(declared.type), got: describeType(typeOf(literal)) };
      problems.push(problem("DAG_TYPE_MISMATCH", facts, path));
    }
  }
  return problems;
}

function isLength(value: unknown): boolean {
  try {
    return typeof value === "string" && Duration.parse(value).nanoseconds >= 0n;
  } catch {
    return false;
  }
}
