import { type ExplainedTree, goesLeft } from "./explained.js";
import { points, rule } from "./quadrature.js";

const f = Math.fround;
const { nodes: places, weights } = rule;
const smallestShare = f(1e-12);

/** Told at every edge on the way back from a child. */
export interface EdgeListener {
  /** An edge is entered: its feature and how likely the row's way is from here on. */
  push?(feature: number, probability: number): void;
  pop?(): void;
  /** `h` holds `points` values from `at`; `enter` and `exit` are probabilities of the way with and without the edge. */
  edge(feature: number, h: Float32Array, at: number, probabilities: { enter: number; exit: number }): void;
}

/**
 * Walks a tree for one row and tells the listener every edge, as xgboost's quadrature form of TreeSHAP does (reference
 * §8.6, shap.cc). Probabilities by feature live in `seen`, NaN where a feature is not on the path; it is left as found.
 */
export class TreeWalk {
  readonly #seen: Float32Array;
  #c = new Float32Array(0);
  #h = new Float32Array(0);

  constructor(features: number) {
    this.#seen = new Float32Array(features).fill(Number.NaN);
  }

  run(explained: ExplainedTree, row: { data: Float32Array; at: number }, listener: EdgeListener): void {
    if (explained.tree.left[0]! < 0) return;
    const room = (explained.tree.nodes + 2) * points;
    if (this.#c.length < room) {
      this.#c = new Float32Array(room);
      this.#h = new Float32Array(room);
    }
    this.#c.fill(1, 0, points);
    this.#node({ explained, row, listener }, 0, { depth: 0, weight: 1 });
  }

  // Leaves the node's values in #h at its depth; c of the node lies in #c at its depth.
  #node(walk: Walk, node: number, { depth, weight }: { depth: number; weight: number }): void {
    const { tree } = walk.explained;
    const c = this.#c;
    const h = this.#h;
    const at = depth * points;
    const left = tree.left[node]!;
    if (left < 0) {
      const scale = f(weight * tree.threshold[node]!);
      for (let i = 0; i < points; i++) h[at + i] = f(c[at + i]! * scale) * weights[i]!;
      return;
    }
    const isLeft = goesLeft(walk.explained, node, walk.row);
    this.#child(walk, node, { child: left, taken: isLeft, depth, weight });
    h.copyWithin(at, at + points, at + 2 * points);
    this.#child(walk, node, { child: tree.right[node]!, taken: !isLeft, depth, weight });
    for (let i = 0; i < points; i++) h[at + i] = h[at + i]! + h[at + points + i]!;
  }

  #child(
    walk: Walk,
    node: number,
    { child, taken, depth, weight }: { child: number; taken: boolean; depth: number; weight: number },
  ): void {
    const { tree } = walk.explained;
    const feature = tree.feature[node]!;
    const share = shareOf(tree.sumHessian[child]!, tree.sumHessian[node]!);
    const before = this.#seen[feature]!;
    const unseen = Number.isNaN(before);
    const probability = taken ? f((unseen ? 1 : before) / share) : 0;
    this.#grow(depth, f(probability - 1), unseen ? 0 : f(before - 1));

    this.#seen[feature] = probability;
    walk.listener.push?.(feature, probability);
    this.#node(walk, child, { depth: depth + 1, weight: f(weight * share) });
    walk.listener.edge(feature, this.#h, (depth + 1) * points, { enter: probability, exit: unseen ? 1 : before });
    walk.listener.pop?.();
    this.#seen[feature] = before;
  }

  // The child's c: the parent's with the factor of the new probability in place of the old one's.
  #grow(depth: number, alpha: number, alphaBefore: number): void {
    const c = this.#c;
    const from = depth * points;
    const to = from + points;
    for (let i = 0; i < points; i++) c[to + i] = c[from + i]! * f(1 + f(alpha * places[i]!));
    if (alphaBefore === 0) return;
    for (let i = 0; i < points; i++) c[to + i] = c[to + i]! / f(1 + f(alphaBefore * places[i]!));
  }
}

interface Walk {
  readonly explained: ExplainedTree;
  readonly row: { data: Float32Array; at: number };
  readonly listener: EdgeListener;
}

function shareOf(cover: number, parentCover: number): number {
  return parentCover <= 0 ? 0.5 : Math.max(f(cover / parentCover), smallestShare);
}

/** What an edge adds to its feature. */
export function edgeValue(
  h: Float32Array,
  at: number,
  { enter, exit }: { readonly enter: number; readonly exit: number },
): number {
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

/** What an edge adds to its feature together with a partner on the path. */
export function pairValue(
  h: Float32Array,
  at: number,
  { enter, exit, partner }: { readonly enter: number; readonly exit: number; readonly partner: number },
): number {
  if (partner === 1) return 0;
  const alpha = f(enter - 1);
  const alphaExit = f(exit - 1);
  const alphaPartner = f(partner - 1);
  let sum = 0;
  for (let i = 0; i < points; i++) {
    let edge = f(alpha / f(1 + f(alpha * places[i]!)));
    if (exit !== 1) edge = f(edge - f(alphaExit / f(1 + f(alphaExit * places[i]!))));
    sum = f(sum + f(f(f(alphaPartner * h[at + i]!) * edge) / f(1 + f(alphaPartner * places[i]!))));
  }
  return sum;
}
