import type { Tree } from "../tree.js";
import { checkDepth } from "../tree-depth.js";
import type { FeatureMap } from "./feature-map.js";
import { printed, splitText } from "./split-text.js";

/** A tree as nested JSON objects in xgboost's own layout. */
export function dumpJson(tree: Tree, map: FeatureMap, withStats: boolean): string {
  checkDepth(tree, "a dump as JSON");
  return inner(tree, 0, 0);

  function inner(tree: Tree, node: number, depth: number): string {
    const indent = "  ".repeat(depth + 1);
    const start = `${depth === 0 ? "" : "\n"}${indent}`;
    const cover = `"cover": ${printed(tree.sumHessian, node)}`;
    if (tree.left[node]! < 0) {
      return `${start}{ "nodeid": ${node}, "leaf": ${printed(tree.threshold, node)} ${withStats ? `, ${cover} ` : ""}}`;
    }
    const { name, left, right, ...split } = splitText(tree, node, map);
    const head = ` "nodeid": ${node}, "depth": ${depth}, "split": "${name}", ${condition({ left, right, ...split })}`;
    const stats = withStats ? `, "gain": ${printed(tree.lossChange, node)}, ${cover}` : "";
    const children = `${inner(tree, left, depth + 1)}, ${inner(tree, right, depth + 1)}\n${indent}`;
    return `${start}{${head} ${stats}, "children": [${children}]}`;
  }
}

function condition({
  form,
  threshold,
  categories,
  left,
  right,
  missing,
}: Omit<ReturnType<typeof splitText>, "name">): string {
  switch (form) {
    case "indicator":
      return `"yes": ${missing === left ? right : left}, "no": ${missing}`;
    case "categories":
      return `"split_condition": [${categories.join(", ")}], "yes": ${right}, "no": ${left}, "missing": ${missing}`;
    case "threshold":
      return `"split_condition": ${threshold}, "yes": ${left}, "no": ${right}, "missing": ${missing}`;
  }
}
