import { failure } from "../errors/index.js";
import type { Tree } from "./tree.js";

const f = Math.fround;
const types = ["weight", "gain", "cover", "total_gain", "total_cover"] as const;

/** What a feature's importance counts: its splits, or the mean or total of their gains or covers. */
export type ImportanceType = (typeof types)[number];

/**
 * Importance of every feature that some tree splits on, in ascending order of features. Sums are
 * float32, tree by tree, right subtrees before left ones. Throws `XGB_PARAMETER_REFUSED` for another type.
 */
export function featureScores(trees: readonly Tree[], type: ImportanceType): ReadonlyMap<number, number> {
  if (!types.includes(type)) {
    const expected = `one of ${types.join(", ")}`;
    throw failure("XGB_PARAMETER_REFUSED", { parameter: "importance_type", value: type, expected });
  }
  const counts = new Map<number, number>();
  const sums = new Map<number, number>();
  for (const tree of trees) {
    const worth = type.endsWith("gain") ? tree.lossChange : tree.sumHessian;
    const open = [0];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (tree.left[node]! < 0) continue;
      const feature = tree.feature[node]!;
      counts.set(feature, (counts.get(feature) ?? 0) + 1);
      sums.set(feature, f((sums.get(feature) ?? 0) + worth[node]!));
      open.push(tree.left[node]!, tree.right[node]!);
    }
  }
  const score = (feature: number, count: number) => {
    if (type === "weight") return count;
    return type.startsWith("total") ? sums.get(feature)! : f(sums.get(feature)! / count);
  };
  return new Map([...counts].sort(([a], [b]) => a - b).map(([feature, count]) => [feature, score(feature, count)]));
}
