import { failure } from "../../errors/index.js";
import { NONE, NOWHERE, type Tree } from "../tree.js";
import type { Document, FileValue } from "./document.js";
import { FileObject } from "./file-reader.js";

/** A tree as model files show it. */
export function writeTree(tree: Tree, id: number): Document {
  return {
    base_weights: tree.baseWeight,
    categories: tree.categories,
    categories_nodes: tree.categoryNodes,
    categories_segments: BigInt64Array.from(tree.categoryStarts, BigInt),
    categories_sizes: BigInt64Array.from(tree.categorySizes, BigInt),
    default_left: tree.defaultLeft,
    id,
    left_children: tree.left,
    loss_changes: tree.lossChange,
    parents: tree.parent,
    right_children: tree.right,
    split_conditions: tree.threshold,
    split_indices: tree.feature,
    split_type: tree.splitType,
    sum_hessian: tree.sumHessian,
    tree_param: {
      num_deleted: String(tree.deleted),
      num_feature: String(tree.features),
      num_nodes: String(tree.nodes),
      size_leaf_vector: String(tree.leafSize ?? 1),
    },
  };
}

const most = 2 ** 31 - 2;

/** Reads a tree and checks that it is one: every node has its place, and no walk through it runs in a circle. */
export function readTree(value: FileValue, { id, features, path }: TreePlace): Tree {
  const file = new FileObject(value, path);
  const param = file.object("tree_param");
  const nodes = param.countText("num_nodes", { min: 1, max: most });
  const leafSize = param.has("size_leaf_vector") ? param.countText("size_leaf_vector", { min: 0, max: most }) : 0;
  if (leafSize > 1) throw noVectors();
  const found = file.integers("id", 1)[0];
  if (found !== id) throw file.broken("id", String(id), found);
  const hasTypes = file.has("split_type");
  const none = new Int32Array(0);
  const tree: Tree = {
    nodes,
    left: file.integers("left_children", nodes),
    right: file.integers("right_children", nodes),
    parent: file.integers("parents", nodes),
    feature: file.integers("split_indices", nodes),
    threshold: file.floats("split_conditions", nodes),
    defaultLeft: file.flags("default_left", nodes),
    baseWeight: file.floats("base_weights", nodes),
    sumHessian: file.floats("sum_hessian", nodes),
    lossChange: file.floats("loss_changes", nodes),
    splitType: hasTypes ? Uint8Array.from(file.integers("split_type", nodes)) : new Uint8Array(nodes),
    categories: hasTypes ? file.integers("categories") : none,
    categoryNodes: hasTypes ? file.integers("categories_nodes") : none,
    categoryStarts: hasTypes ? file.integers("categories_segments") : none,
    categorySizes: hasTypes ? file.integers("categories_sizes") : none,
    deleted: param.has("num_deleted") ? param.countText("num_deleted", { min: 0, max: nodes - 1 }) : 0,
    features,
    ...(leafSize !== 1 && { leafSize }),
  };
  if (tree.parent[0] === -1) tree.parent[0] = NOWHERE;
  checkShape(tree, file);
  checkCategories(tree, file);
  return tree;
}

function noVectors(): Error {
  const supported = ["one_output_per_tree"];
  return failure("XGB_PARAMETER_UNSUPPORTED", { parameter: "multi_strategy", value: "multi_output_tree", supported });
}

/** Which tree of a model is read. */
export interface TreePlace {
  readonly id: number;
  readonly features: number;
  readonly path: string;
}

function checkShape(tree: Tree, file: FileObject): void {
  const { nodes, left, right, parent, feature, features } = tree;
  const seen = new Uint8Array(nodes);
  seen[0] = 1;
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const child = left[node]!;
    if (child === NONE && right[node] === NONE) continue;
    if (!(child > 0 && child < nodes - 1)) throw file.broken("left_children", `a node below ${nodes - 1}`, child);
    if (right[node] !== child + 1)
      throw file.broken("right_children", `${child + 1}, beside the left child`, right[node]);
    if (seen[child] === 1 || seen[child + 1] === 1)
      throw file.broken("left_children", "every node in one place", child);
    if (parent[child] !== node || parent[child + 1] !== node)
      throw file.broken("parents", `${node} for nodes ${child} and ${child + 1}`, parent[child]);
    if (!(feature[node]! >= 0 && feature[node]! < features))
      throw file.broken("split_indices", `a feature below ${features}`, feature[node]);
    seen[child] = 1;
    seen[child + 1] = 1;
    open.push(child, child + 1);
  }
  let deleted = 0;
  for (let node = 1; node < nodes; node++) if (left[node] === NONE && feature[node] === NOWHERE) deleted++;
  if (deleted !== tree.deleted) throw file.broken("tree_param.num_deleted", String(deleted), tree.deleted);
}

function checkCategories(tree: Tree, file: FileObject): void {
  const { categoryNodes, categoryStarts, categorySizes, categories, splitType, nodes } = tree;
  const count = categoryNodes.length;
  if (categoryStarts.length !== count || categorySizes.length !== count)
    throw file.broken("categories_segments", `${count} entries, as in categories_nodes`, categoryStarts.length);
  let marked = 0;
  for (const type of splitType) marked += type;
  if (marked !== count) throw file.broken("categories_nodes", `${marked} nodes, as split_type marks them`, count);
  for (let k = 0; k < count; k++) {
    const node = categoryNodes[k]!;
    if (!(node >= 0 && node < nodes && splitType[node] === 1 && node > (categoryNodes[k - 1] ?? -1)))
      throw file.broken("categories_nodes", "categorical nodes in ascending order", node);
    const [start, size] = [categoryStarts[k]!, categorySizes[k]!];
    if (!(start >= 0 && size >= 0 && start + size <= categories.length))
      throw file.broken("categories_segments", `a part of ${categories.length} categories`, start);
  }
  for (const category of categories) {
    if (category < 0 || category > 16777216) throw file.broken("categories", "categories from 0 to 16777216", category);
  }
}
