import type { Tree } from "../tree.js";
import type { FeatureMap } from "./feature-map.js";
import { printed, splitText } from "./split-text.js";

/** A tree as indented lines, parents before children: `0:[f1<128] yes=1,no=2,missing=2`. */
export function dumpText(tree: Tree, map: FeatureMap, withStats: boolean): string {
  const lines: string[] = [];
  const open: [node: number, depth: number][] = [[0, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, depth] = next;
    lines.push(line(tree, map, { node, depth, withStats }));
    if (tree.left[node]! >= 0) open.push([tree.right[node]!, depth + 1], [tree.left[node]!, depth + 1]);
  }
  return `${lines.join("\n")}\n`;
}

function line(
  tree: Tree,
  map: FeatureMap,
  { node, depth, withStats }: { node: number; depth: number; withStats: boolean },
): string {
  const tabs = "\t".repeat(depth);
  const cover = `cover=${printed(tree.sumHessian, node)}`;
  if (tree.left[node]! < 0)
    return `${tabs}${node}:leaf=${printed(tree.threshold, node)}${withStats ? `,${cover}` : ""}`;
  const { form, name, threshold, categories, left, right, missing } = splitText(tree, node, map);
  const stats = withStats ? `,gain=${printed(tree.lossChange, node)},${cover}` : "";
  switch (form) {
    case "indicator":
      return `${node}:[${name}] yes=${missing === left ? right : left},no=${missing}${stats}`;
    case "categories":
      return `${tabs}${node}:[${name}:{${categories.join(",")}}] yes=${right},no=${left},missing=${missing}${stats}`;
    case "threshold":
      return `${tabs}${node}:[${name}<${threshold}] yes=${left},no=${right},missing=${missing}${stats}`;
  }
}
