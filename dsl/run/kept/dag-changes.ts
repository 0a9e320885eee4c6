import { canonical, type Dag, type Node } from "../../../lib/dag/index.js";
import type { OtherCode } from "./code/other-code.js";
import { definitionsOf } from "./definitions.js";

/**
 * What a Dag and the code of its tasks have otherwise than earlier ones, one sentence each, step by step; empty when they are
 * the same.
 */
export function dagChanges(before: Dag, after: Dag, otherCode: OtherCode = new Map()): readonly string[] {
  const [old, now] = [byId(before), byId(after)];
  const [was, is] = [definitionsOf(before), definitionsOf(after)];
  const changes: string[] = [];
  for (const [id, node] of now) {
    const known = old.get(id);
    if (known === undefined) changes.push(`step ${nameOf(node)} is new`);
    else if (was.get(id) !== is.get(id)) changes.push(`step ${nameOf(node)} does something else`);
    else {
      const parts = partsOf(known, node);
      if (parts.length > 0) changes.push(`step ${nameOf(node)} has other ${parts.join(", ")}`);
    }
  }
  for (const [task, how] of otherCode) changes.push(`the code of task ${task} has changed (${how})`);
  for (const [id, node] of old) if (!now.has(id)) changes.push(`step ${nameOf(node)} is gone`);
  const whole = wholeParts.filter((part) => canonical(before[part]) !== canonical(after[part]));
  if (whole.length > 0) changes.push(`the pipeline has other ${whole.map((part) => words[part]).join(", ")}`);
  const isOther = changes.length === 0 && canonical(before) !== canonical(after);
  return isOther ? ["a task has other retries, timeouts, resources or descriptions"] : changes;
}

const wholeParts = ["interface", "outputs", "onFailure", "defaults", "plan", "description"] as const;
const words: Readonly<Record<(typeof wholeParts)[number], string>> = {
  interface: "inputs or outputs",
  outputs: "sources of its outputs",
  onFailure: "failure policy",
  defaults: "defaults",
  plan: "schedule or limits",
  description: "description",
};

function byId({ nodes, failureNode }: Dag): ReadonlyMap<string, Node> {
  return new Map((failureNode === undefined ? nodes : [...nodes, failureNode]).map((node) => [node.id, node]));
}

function partsOf(before: Node, after: Node): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Node>;
  return [...names].filter((name) => name !== "target" && canonical(before[name]) !== canonical(after[name]));
}

function nameOf({ id, name = id }: Node): string {
  return name;
}
