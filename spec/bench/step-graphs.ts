import type { Dag } from "../../lib/dag/index.js";
import { constant, graph, int, promise } from "../support/graph.js";

/** A pipeline of so many steps, each given what the one before gave. */
export function chain(length: number): Dag {
  return steps(length, (index) => (index === 0 ? constant(int(1)) : promise(`n${index - 1}`)));
}

/** A pipeline of so many steps that wait for nothing. */
export function fan(width: number): Dag {
  return steps(width, () => constant(int(1)));
}

function steps(count: number, bound: (index: number) => ReturnType<typeof constant> | ReturnType<typeof promise>): Dag {
  const entries = Array.from({ length: count }, (_, index) => [
    `n${index}`,
    { task: "t", inputs: { a: bound(index) } },
  ]);
  return Object.freeze(graph({ nodes: Object.fromEntries(entries) }));
}
