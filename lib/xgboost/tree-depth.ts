import { failure } from "../errors/index.js";
import type { Tree } from "./tree.js";

/** Levels that a walk by recursion goes down; trees that anybody trains have some dozens. */
const deepest = 1000;

/** Throws `XGB_TREE_DEEP` for a tree that is too deep for what goes down level by level. */
export function checkDepth(tree: Tree, what: string): void {
  const depths = new Int32Array(tree.nodes);
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const child = tree.left[node]!;
    if (child < 0) continue;
    const depth = depths[node]! + 1;
    if (depth > deepest) throw failure("XGB_TREE_DEEP", { what, deepest });
    depths[child] = depth;
    depths[tree.right[node]!] = depth;
    open.push(child, tree.right[node]!);
  }
}
