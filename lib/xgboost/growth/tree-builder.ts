import { NONE, NOWHERE, type Tree } from "../tree.js";

/** What is written to a node that is split. */
export interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly defaultLeft: boolean;
  readonly baseWeight: number;
  readonly leftLeaf: number;
  readonly rightLeaf: number;
  readonly lossChange: number;
  readonly hessian: number;
  readonly leftHessian: number;
  readonly rightHessian: number;
  /** Categories that go right, ascending; empty for a numeric split. */
  readonly categories: readonly number[];
}

/** Smallest denormal: the threshold that files show for categorical splits. */
const DENORMAL = 1.401298464324817e-45;

/** A tree that grows: a root that is a leaf, then pairs of children. */
export class TreeBuilder {
  #nodes = 1;
  left = new Int32Array(64).fill(NONE);
  right = new Int32Array(64).fill(NONE);
  parent = new Int32Array(64);
  feature = new Int32Array(64);
  threshold = new Float32Array(64);
  defaultLeft = new Uint8Array(64);
  baseWeight = new Float32Array(64);
  sumHessian = new Float32Array(64);
  lossChange = new Float32Array(64);
  depth = new Int32Array(64);
  deleted = 0;
  readonly categories = new Map<number, readonly number[]>();

  constructor() {
    this.parent[0] = NOWHERE;
  }

  /** Starts a new tree in the same memory. */
  reset(): void {
    const nodes = this.#nodes;
    for (const column of [this.feature, this.threshold, this.defaultLeft, this.baseWeight, this.lossChange])
      column.fill(0, 0, nodes);
    this.left.fill(NONE, 0, nodes);
    this.right.fill(NONE, 0, nodes);
    this.sumHessian.fill(0, 0, nodes);
    this.categories.clear();
    this.deleted = 0;
    this.#nodes = 1;
  }

  get nodes(): number {
    return this.#nodes;
  }

  isLeaf(node: number): boolean {
    return this.left[node] === NONE;
  }

  /** Makes a leaf a split node and returns its left child; the right one follows it. */
  expand(node: number, split: Split): number {
    const left = this.#nodes;
    this.#nodes += 2;
    if (this.#nodes > this.left.length) this.#reserve();
    this.left[node] = left;
    this.right[node] = left + 1;
    this.feature[node] = split.feature;
    this.threshold[node] = split.categories.length > 0 ? DENORMAL : split.threshold;
    if (split.categories.length > 0) this.categories.set(node, split.categories);
    this.defaultLeft[node] = Number(split.defaultLeft);
    this.baseWeight[node] = split.baseWeight;
    this.lossChange[node] = split.lossChange;
    this.sumHessian[node] = split.hessian;
    this.#child(left, node, { leaf: split.leftLeaf, hessian: split.leftHessian });
    this.#child(left + 1, node, { leaf: split.rightLeaf, hessian: split.rightHessian });
    return left;
  }

  #child(node: number, parent: number, { leaf, hessian }: { readonly leaf: number; readonly hessian: number }): void {
    this.parent[node] = parent;
    this.depth[node] = this.depth[parent]! + 1;
    this.threshold[node] = leaf;
    this.baseWeight[node] = leaf;
    this.sumHessian[node] = hessian;
  }

  #reserve(): void {
    const grow = <Column extends Int32Array | Float32Array | Uint8Array>(column: Column, fill = 0): Column => {
      const more = new (column.constructor as new (length: number) => Column)(column.length * 2).fill(fill) as Column;
      more.set(column);
      return more;
    };
    this.left = grow(this.left, NONE);
    this.right = grow(this.right, NONE);
    this.parent = grow(this.parent);
    this.feature = grow(this.feature);
    this.threshold = grow(this.threshold);
    this.defaultLeft = grow(this.defaultLeft);
    this.baseWeight = grow(this.baseWeight);
    this.sumHessian = grow(this.sumHessian);
    this.lossChange = grow(this.lossChange);
    this.depth = grow(this.depth);
  }

  /** The finished tree. */
  finish(features: number): Tree {
    const nodes = this.#nodes;
    const owners = [...this.categories.keys()].sort((a, b) => a - b);
    const lists = owners.map((node) => this.categories.get(node)!);
    const splitType = new Uint8Array(nodes);
    for (const node of owners) splitType[node] = 1;
    let start = 0;
    const starts = lists.map((list) => {
      start += list.length;
      return start - list.length;
    });
    // One buffer for all columns: allocating is most of the cost of a small tree.
    const buffer = new ArrayBuffer(nodes * 32);
    const words = (k: number, from: Int32Array) => placed(new Int32Array(buffer, 4 * k * nodes, nodes), from);
    const floats = (k: number, from: Float32Array) =>
      placedFloats(new Float32Array(buffer, 4 * k * nodes, nodes), from);
    return {
      nodes,
      left: words(0, this.left),
      right: words(1, this.right),
      parent: words(2, this.parent),
      feature: words(3, this.feature),
      threshold: floats(4, this.threshold),
      baseWeight: floats(5, this.baseWeight),
      sumHessian: floats(6, this.sumHessian),
      lossChange: floats(7, this.lossChange),
      defaultLeft: this.defaultLeft.slice(0, nodes),
      splitType,
      categories: Int32Array.from(lists.flat()),
      categoryNodes: Int32Array.from(owners),
      categoryStarts: Int32Array.from(starts),
      categorySizes: Int32Array.from(lists, (list) => list.length),
      deleted: this.deleted,
      features,
    };
  }
}

function placed(to: Int32Array, from: Int32Array): Int32Array {
  for (let i = 0; i < to.length; i++) to[i] = from[i]!;
  return to;
}

// What no rule covers, such as 0 / 0, is the negative NaN on x86, and UBJSON shows its bits.
function placedFloats(to: Float32Array, from: Float32Array): Float32Array {
  for (let i = 0; i < to.length; i++) {
    to[i] = from[i]!;
    if (Number.isNaN(to[i])) new Uint32Array(to.buffer, to.byteOffset + 4 * i, 1)[0] = 0xffc00000;
  }
  return to;
}
