import type { Tree } from "../tree.js";
import type { FeatureMap } from "./feature-map.js";
import { printed, type SplitText, splitText } from "./split-text.js";

/** A tree in Graphviz' language; the edge that missing values take is blue. */
export function dumpDot(tree: Tree, map: FeatureMap, withStats: boolean): string {
  const nodes: string[] = [];
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    nodes.push(written(tree, node, { map, withStats }));
    if (tree.left[node]! >= 0) open.push(tree.right[node]!, tree.left[node]!);
  }
  return `digraph {\n    graph [ rankdir=TB ]\n\n${nodes.join("\n")}}`;
}

function written(tree: Tree, node: number, { map, withStats }: { map: FeatureMap; withStats: boolean }): string {
  const cover = withStats ? `\ncover=${printed(tree.sumHessian, node)}` : "";
  if (tree.left[node]! < 0) return `    ${node} [ label="leaf=${printed(tree.threshold, node)}${cover}" ]\n`;
  const split = splitText(tree, node, map);
  const stats = withStats ? `\ngain=${printed(tree.lossChange, node)}${cover}` : "";
  const label = `    ${node} [ label="${split.name}${condition(split, tree, node)}${stats}" ]\n`;
  return label + edge(node, split, "left") + edge(node, split, "right");
}

function condition({ form, categories }: SplitText, tree: Tree, node: number): string {
  if (form === "categories") return `:{${categories.join(",")}}`;
  // Thresholds of integers are not rounded up here, unlike in the other formats.
  return form === "indicator" ? "" : `<${printed(tree.threshold, node)}`;
}

function edge(node: number, split: SplitText, side: "left" | "right"): string {
  const child = split[side];
  const yes = (side === "left") !== (split.form === "categories");
  const isMissing = split.missing === child;
  const color = isMissing ? "#0000FF" : "#FF0000";
  return `    ${node} -> ${child} [label="${yes ? "yes" : "no"}${isMissing ? ", missing" : ""}" color="${color}"]\n`;
}
