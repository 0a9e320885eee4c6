import { failure } from "../../errors/index.js";
import type { Numbers } from "./feature-values.js";

/** Lengths of the runs of equal ids; throws `XGB_GROUPS_SCATTERED` where an id comes back after others. */
export function groupSizes(qid: Numbers): number[] {
  const sizes: number[] = [];
  const seen = new Set<number>();
  for (let row = 0; row < qid.length; row++) {
    if (row > 0 && qid[row] === qid[row - 1]) {
      sizes[sizes.length - 1]!++;
      continue;
    }
    if (seen.has(qid[row]!)) throw failure("XGB_GROUPS_SCATTERED", { row, qid: qid[row]! });
    seen.add(qid[row]!);
    sizes.push(1);
  }
  return sizes;
}
