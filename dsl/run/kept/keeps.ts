import { canonical, type Dag } from "../../../lib/dag/index.js";
import type { PriorOptions } from "../../../lib/engine/index.js";
import type { OtherCode } from "./code/other-code.js";
import { definitionsOf } from "./definitions.js";
import { tasksOf, trailKey } from "./steps.js";

/**
 * Whether what became of a step under an earlier Dag holds under this one: it is defined alike, its code is the same, and so
 * is what it is given. Steps that a task decided on hold as long as the task does.
 */
export function keepsWhatIsSame(before: Dag, after: Dag, otherCode?: OtherCode): NonNullable<PriorOptions["keeps"]> {
  const [old, now] = [definitionsOf(before), definitionsOf(after, otherCode)];
  return ({ trail, inputs: had }, inputs) => {
    if (canonical(had) !== canonical(inputs)) return false;
    for (let length = trail.length; length > 0; length -= 1) {
      const key = trailKey(trail.slice(0, length));
      const [was, is] = [old.get(key), now.get(key)];
      if (was !== undefined || is !== undefined) return was === is;
    }
    return false;
  };
}

/** What a step ran under an earlier Dag. */
export function whatItWas(before: Dag): NonNullable<PriorOptions["was"]> {
  const tasks = tasksOf(before);
  return ({ trail }) => tasks.get(trailKey(trail));
}

/** Ids of the nodes at the top of a Dag that a step reaches, its own among them. */
export function reachedFrom({ nodes }: Dag, start: string): ReadonlySet<string> {
  const reached = new Set([start]);
  // A node may be written before what it waits for.
  for (let size = 0; size < reached.size; ) {
    size = reached.size;
    for (const { id, after } of nodes) if (after.some((each) => reached.has(each))) reached.add(id);
  }
  return reached;
}
