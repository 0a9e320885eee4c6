import { RT_EPS } from "../growth/gain.js";
import type { SplitCandidate } from "../growth/split-candidate.js";
import type { TreeParameters } from "../growth/tree-parameters.js";

/** A node with its best split, waiting to be split. */
export interface Entry {
  readonly node: number;
  readonly depth: number;
  readonly split: SplitCandidate;
}

/** Nodes of one depth that are split before their children are looked at. */
const BATCH = 256;

/**
 * Decides which nodes are split next (Driver): level by level in the order of node ids, or one at
 * a time, largest gain first, the lower id where gains are equal.
 */
export class Driver {
  readonly #parameters: TreeParameters;
  #queue: Entry[] = [];
  #leaves = 1;

  constructor(parameters: TreeParameters) {
    this.#parameters = parameters;
  }

  /** Queues the root, whatever its gain. */
  pushRoot(root: Entry): void {
    this.#queue.push(root);
  }

  /** Queues entries whose gain is worth a split. */
  push(entries: readonly Entry[]): void {
    for (const entry of entries) if (entry.split.loss > RT_EPS) this.#insert(entry);
  }

  /** The next nodes to split; none ends the tree. */
  pop(): readonly Entry[] {
    const first = this.#queue[0];
    if (first === undefined) return [];
    const batch: Entry[] = [];
    const most = this.#parameters.bestFirst ? 1 : BATCH;
    let taken = 0;
    for (const entry of this.#queue) {
      const isOfBatch = this.#parameters.bestFirst ? taken === 0 : entry.depth === first.depth && batch.length < most;
      if (!isOfBatch) break;
      taken++;
      if (!this.#isWorthy(entry)) continue;
      this.#leaves++;
      batch.push(entry);
    }
    this.#queue = this.#queue.slice(taken);
    return batch;
  }

  /** Whether the children of a node that was just split may be split in turn. */
  mayGrow(parent: Entry): boolean {
    const { maxDepth, maxLeaves } = this.#parameters;
    return !(maxDepth > 0 && parent.depth + 1 >= maxDepth) && !(maxLeaves > 0 && this.#leaves >= maxLeaves);
  }

  #isWorthy({ depth, split }: Entry): boolean {
    const { maxDepth, maxLeaves, minSplitLoss } = this.#parameters;
    if (!(split.loss > RT_EPS) || split.leftH === 0 || split.rightH === 0 || split.loss < minSplitLoss) return false;
    return !(maxDepth > 0 && depth === maxDepth) && !(maxLeaves > 0 && this.#leaves === maxLeaves);
  }

  // Depthwise entries come in the order of their ids already.
  #insert(entry: Entry): void {
    const queue = this.#queue;
    let at = queue.length;
    if (this.#parameters.bestFirst) {
      let low = 0;
      while (low < at) {
        const middle = (low + at) >> 1;
        if (comesBefore(queue[middle]!, entry)) low = middle + 1;
        else at = middle;
      }
    }
    queue.splice(at, 0, entry);
  }
}

function comesBefore(a: Entry, b: Entry): boolean {
  return a.split.loss === b.split.loss ? a.node < b.node : a.split.loss > b.split.loss;
}
