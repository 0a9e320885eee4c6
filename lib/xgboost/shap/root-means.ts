import type { Tree } from "../tree.js";
import { type Explained, type ExplainedTree, topDown } from "./explained.js";

const f = Math.fround;

/** Sum over trees, in double, of each tree's mean value, for every output in float32: the bias beside the start. */
export function rootMeans({ start }: Explained, trees: readonly ExplainedTree[]): Float32Array {
  const sums = new Float64Array(start.length);
  for (const { tree, output, weight } of trees) sums[output] = sums[output]! + rootMean(tree) * weight;
  return Float32Array.from(sums);
}

/** Mean of the leaves, weighted by cover, in double. */
function rootMean(tree: Tree): number {
  const means = new Float64Array(tree.nodes);
  for (const node of topDown(tree).toReversed()) {
    const [left, right] = [tree.left[node]!, tree.right[node]!];
    const cover = tree.sumHessian[node]!;
    if (left < 0) means[node] = tree.threshold[node]!;
    else if (cover === 0) means[node] = 0.5 * (means[left]! + means[right]!);
    else means[node] = (means[left]! * tree.sumHessian[left]! + means[right]! * tree.sumHessian[right]!) / cover;
  }
  return means[0]!;
}

/** Mean value of every node, weighted by cover, in float32. */
export function nodeMeans(tree: Tree): Float32Array {
  const means = new Float32Array(tree.nodes);
  for (const node of topDown(tree).toReversed()) {
    const [left, right] = [tree.left[node]!, tree.right[node]!];
    if (left < 0) {
      means[node] = tree.threshold[node]!;
      continue;
    }
    const sum = f(f(means[left]! * tree.sumHessian[left]!) + f(means[right]! * tree.sumHessian[right]!));
    means[node] = sum / tree.sumHessian[node]!;
  }
  return means;
}
