import type { Literal, Literals } from "../../types/index.js";

/** Lists that do not belong together. */
export class SliceProblem extends Error {}

/**
 * Cuts the inputs of a mapped step into those of its elements: each list gives one item to each, everything else, and what
 * is bound, goes whole to all. Without a list there is one element. Fails with a {@link SliceProblem}.
 */
export function sliceInputs(inputs: Literals, boundInputs: readonly string[]): readonly Literals[] {
  const bound = new Set(boundInputs);
  const lists: [string, readonly Literal[]][] = [];
  for (const [name, literal] of Object.entries(inputs)) {
    const bare = literal.kind === "union" ? literal.value : literal;
    if (bare.kind === "list" && !bound.has(name)) lists.push([name, bare.items]);
  }
  const [first] = lists;
  if (first === undefined) return [inputs];
  const size = first[1].length;
  for (const [name, { length }] of lists) {
    if (length === size) continue;
    throw new SliceProblem(
      `input arrays have different lengths: expecting '${size}' as in ${first[0]}, found '${length}' in ${name}`,
    );
  }
  return Array.from({ length: size }, (_, index) => ({
    ...inputs,
    ...Object.fromEntries(lists.map(([name, items]) => [name, items[index]!])),
  }));
}
