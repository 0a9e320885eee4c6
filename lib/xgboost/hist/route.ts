import type { SplitCandidate } from "../growth/split-candidate.js";
import type { Binned } from "../matrix/binned.js";
import type { Route } from "./row-partition.js";

/** The bins of a split's feature that go left, with missing values in the last place. */
export function routeOf({ cuts }: Binned, { feature, threshold, defaultLeft, categories }: SplitCandidate): Route {
  const first = cuts.starts[feature]!;
  const count = cuts.starts[feature + 1]! - first;
  const goesLeft = new Uint8Array(count + 1);
  if (categories.length > 0) {
    const right = new Set(categories);
    for (let bin = 0; bin < count; bin++) goesLeft[bin] = Number(!right.has(cuts.values[first + bin]!));
  } else {
    for (let bin = 0; bin < count && cuts.values[first + bin]! <= threshold; bin++) goesLeft[bin] = 1;
  }
  goesLeft[count] = Number(defaultLeft);
  return { feature, goesLeft };
}
