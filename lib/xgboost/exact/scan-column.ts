import { type Evaluator, RT_EPS } from "../growth/gain.js";
import { replaces, type SplitCandidate } from "../growth/split-candidate.js";
import type { GradientPairs } from "../objective.js";
import type { SortedColumn } from "./sorted-columns.js";

const f = Math.fround;

/** Nodes of a level and what is known of them, by node id. */
export interface LevelNodes {
  readonly g: Float64Array;
  readonly h: Float64Array;
  readonly rootGain: Float32Array;
  readonly best: readonly SplitCandidate[];
}

/** One scan of one column for all nodes of a level. */
export interface Scan {
  readonly column: SortedColumn;
  readonly feature: number;
  readonly direction: "up" | "down";
  /** Node of every row; negative where the row takes no part. */
  readonly position: Int32Array;
  readonly pairs: GradientPairs;
  readonly nodes: LevelNodes;
  /** Ids of the level's nodes. */
  readonly level: readonly number[];
  /** Whether a node may split on the feature. */
  readonly mayUse: (node: number) => boolean;
}

/** Running sums of the scan, by node id; made once a tree and cleared by every scan. */
export class ScanSums {
  readonly g: Float64Array;
  readonly h: Float64Array;
  readonly last: Float32Array;

  constructor(nodes: number) {
    this.g = new Float64Array(nodes);
    this.h = new Float64Array(nodes);
    this.last = new Float32Array(nodes);
  }
}

/**
 * Tries a split between every two neighbouring values of a column, for all nodes of a level at once (ColMaker's
 * EnumerateSplit). Upwards, missing values go right; downwards, left.
 */
export function scanColumn(evaluator: Evaluator, scan: Scan, sums: ScanSums): void {
  const { column, direction, position, pairs, level, mayUse } = scan;
  const { rows, values } = column;
  const least = evaluator.minChildWeight;
  for (const node of level) {
    sums.g[node] = 0;
    sums.h[node] = 0;
    sums.last[node] = 0;
  }
  const allowed = new Map(level.map((node) => [node, mayUse(node)]));
  const count = rows.length;
  const step = direction === "up" ? 1 : -1;
  for (let k = 0, at = step > 0 ? 0 : count - 1; k < count; k++, at += step) {
    const row = rows[at]!;
    const node = position[row]!;
    if (node < 0 || allowed.get(node) !== true) continue;
    const value = values[at]!;
    const last = sums.last[node]!;
    if (sums.h[node] !== 0 && value !== last && sums.h[node]! >= least) {
      const middle = f(f(value + last) * 0.5);
      offer(evaluator, scan, { node, sums, threshold: middle === value ? last : middle });
    }
    sums.g[node]! += pairs[2 * row]!;
    sums.h[node]! += pairs[2 * row + 1]!;
    sums.last[node] = value;
  }
  // All present values on one side, the missing ones on the other.
  for (const node of level) {
    if (!(sums.h[node]! >= least)) continue;
    const last = sums.last[node]!;
    const gap = f(Math.abs(last) + RT_EPS);
    offer(evaluator, scan, { node, sums, threshold: f(last + step * gap) });
  }
}

function offer(
  evaluator: Evaluator,
  { nodes, feature, direction }: Scan,
  { node, sums, threshold }: { readonly node: number; readonly sums: ScanSums; readonly threshold: number },
): void {
  const [g, h] = [sums.g[node]!, sums.h[node]!];
  const [otherG, otherH] = [nodes.g[node]! - g, nodes.h[node]! - h];
  if (!(otherH >= evaluator.minChildWeight)) return;
  const sides =
    direction === "up"
      ? { leftG: g, leftH: h, rightG: otherG, rightH: otherH }
      : { leftG: otherG, leftH: otherH, rightG: g, rightH: h };
  const loss = f(evaluator.split(node, feature, sides) - nodes.rootGain[node]!);
  const best = nodes.best[node]!;
  if (!replaces(best, loss, feature)) return;
  Object.assign(best, sides, { loss, feature, threshold, defaultLeft: direction === "down" });
}
