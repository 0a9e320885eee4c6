import { type ExplainedTree, goesLeft, type Row } from "./explained.js";
import { points, rule } from "./quadrature.js";

const f = Math.fround;
const places = rule.nodes;
const weights = rule.weights;
const smallestShare = f(1e-12);

/** What is told at every edge on the way back from a child. */
export interface Edge {
  readonly feature: number;
  /** How likely the row's way is with the edge. */
  readonly enter: number;
  /** The same with the feature's edge before; 1 where it was not on the path. */
  readonly exit: number;
  /** Values of the subtree, `points` of them from `at`. */
  readonly h: Float32Array;
  readonly at: number;
}

/** Follows a {@link TreeWalk}. */
export interface EdgeListener {
  push?(feature: number, probability: number): void;
  pop?(): void;
  /** The object is used again for the next edge. */
  edge(edge: Edge): void;
}

/**
 * Walks trees for one row after the other and tells a listener every edge, as xgboost's quadrature form of TreeSHAP does
 * (shap.cc). State lies in arrays by depth; a feature that is not on the path has probability NaN.
 */
export class TreeWalk {
  readonly #seen: Float32Array;
  readonly #listener: EdgeListener;
  readonly #edge = { feature: 0, enter: 0, exit: 0, h: new Float32Array(0), at: 0 };
  #c = new Float32Array(0);
  #h = new Float32Array(0);
  #shares = new Float32Array(0);
  #explained: ExplainedTree | undefined;
  #row: Row | undefined;

  constructor(features: number, listener: EdgeListener) {
    this.#seen = new Float32Array(features).fill(Number.NaN);
    this.#listener = listener;
  }

  run(explained: ExplainedTree, row: Row): void {
    if (explained.tree.left[0]! < 0) return;
    const levels = explained.tree.nodes + 2;
    if (this.#shares.length < levels) {
      this.#c = new Float32Array(levels * points);
      this.#h = new Float32Array(levels * points);
      this.#shares = new Float32Array(levels);
      this.#edge.h = this.#h;
    }
    this.#explained = explained;
    this.#row = row;
    this.#c.fill(1, 0, points);
    this.#shares[0] = 1;
    this.#node(0, 0);
  }

  // Leaves the values of the node's subtree in #h at its depth; c of the node lies in #c, its share in #shares.
  #node(node: number, depth: number): void {
    const { tree } = this.#explained!;
    const h = this.#h;
    const at = depth * points;
    const left = tree.left[node]!;
    if (left < 0) {
      const c = this.#c;
      const scale = f(this.#shares[depth]! * tree.threshold[node]!);
      for (let i = 0; i < points; i++) h[at + i] = f(c[at + i]! * scale) * weights[i]!;
      return;
    }
    const right = tree.right[node]!;
    const taken = goesLeft(this.#explained!, node, this.#row!) ? left : right;
    this.#child(left, depth, left === taken);
    for (let i = 0; i < points; i++) h[at + i] = h[at + points + i]!;
    this.#child(right, depth, right === taken);
    for (let i = 0; i < points; i++) h[at + i] = h[at + i]! + h[at + points + i]!;
  }

  #child(child: number, depth: number, taken: boolean): void {
    const { tree } = this.#explained!;
    const node = tree.parent[child]!;
    const feature = tree.feature[node]!;
    const share = shareOf(tree.sumHessian[child]!, tree.sumHessian[node]!);
    const before = this.#seen[feature]!;
    const unseen = Number.isNaN(before);
    const probability = taken ? f((unseen ? 1 : before) / share) : 0;
    this.#grow(depth * points, f(probability - 1), unseen ? 0 : f(before - 1));
    this.#shares[depth + 1] = this.#shares[depth]! * share;

    this.#seen[feature] = probability;
    const listener = this.#listener;
    if (listener.push !== undefined) listener.push(feature, probability);
    this.#node(child, depth + 1);
    const edge = this.#edge;
    edge.feature = feature;
    edge.enter = probability;
    edge.exit = unseen ? 1 : before;
    edge.at = (depth + 1) * points;
    listener.edge(edge);
    if (listener.pop !== undefined) listener.pop();
    this.#seen[feature] = before;
  }

  // The child's c: the parent's with the factor of the new probability in place of the old one's.
  #grow(from: number, alpha: number, alphaBefore: number): void {
    const c = this.#c;
    const to = from + points;
    for (let i = 0; i < points; i++) c[to + i] = c[from + i]! * f(1 + f(alpha * places[i]!));
    if (alphaBefore === 0) return;
    for (let i = 0; i < points; i++) c[to + i] = c[to + i]! / f(1 + f(alphaBefore * places[i]!));
  }
}

function shareOf(cover: number, parentCover: number): number {
  return parentCover <= 0 ? 0.5 : Math.max(f(cover / parentCover), smallestShare);
}

/** What an edge adds to its feature. */
export function edgeValue({ h, at, enter, exit }: Edge): number {
  let sum = 0;
  if (enter !== 1) {
    const alpha = f(enter - 1);
    for (let i = 0; i < points; i++) sum = f(sum + f(f(alpha * h[at + i]!) / f(1 + f(alpha * places[i]!))));
  }
  if (exit !== 1) {
    const alpha = f(exit - 1);
    for (let i = 0; i < points; i++) sum = f(sum - f(f(alpha * h[at + i]!) / f(1 + f(alpha * places[i]!))));
  }
  return sum;
}

const change = new Float32Array(points);

/** What an edge does at each point, before it meets a partner; the array is used again for the next edge. */
export function edgeChange({ enter, exit }: Edge): Float32Array {
  const alpha = f(enter - 1);
  for (let i = 0; i < points; i++) change[i] = alpha / f(1 + f(alpha * places[i]!));
  if (exit === 1) return change;
  const alphaExit = f(exit - 1);
  for (let i = 0; i < points; i++) change[i] = change[i]! - f(alphaExit / f(1 + f(alphaExit * places[i]!)));
  return change;
}

/** What an edge adds to its feature together with a partner on the path, which is passed with a probability. */
export function pairValue({ h, at }: Edge, changes: Float32Array, partner: number): number {
  if (partner === 1) return 0;
  const alpha = f(partner - 1);
  let sum = 0;
  for (let i = 0; i < points; i++) {
    sum = f(sum + f(f(f(alpha * h[at + i]!) * changes[i]!) / f(1 + f(alpha * places[i]!))));
  }
  return sum;
}
