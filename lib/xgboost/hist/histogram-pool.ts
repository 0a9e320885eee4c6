import type { Store } from "../kernels/kernels.js";

/** Histograms by node; arrays are used again once their node needs them no more. */
export class HistogramPool {
  readonly #slots: number;
  readonly #free: Float64Array[] = [];
  readonly #byNode = new Map<number, Float64Array>();

  readonly #store: Store;

  constructor(slots: number, store: Store) {
    this.#store = store;
    this.#slots = slots;
  }

  get(node: number): Float64Array {
    return this.#byNode.get(node)!;
  }

  /** A histogram of zeros for a node. */
  allocate(node: number): Float64Array {
    const histogram = (this.#free.pop() ?? this.#store.doubles(2 * this.#slots)).fill(0);
    this.#byNode.set(node, histogram);
    return histogram;
  }

  /** Gives one node's histogram to another node. */
  pass(from: number, to: number): void {
    this.#byNode.set(to, this.get(from));
    this.#byNode.delete(from);
  }

  release(node: number): void {
    const histogram = this.#byNode.get(node);
    if (histogram === undefined) return;
    this.#byNode.delete(node);
    this.#free.push(histogram);
  }

  clear(): void {
    for (const node of [...this.#byNode.keys()]) this.release(node);
  }

  /** Gives all arrays back to the store. */
  close(): void {
    this.clear();
    for (const histogram of this.#free.splice(0)) this.#store.release(histogram);
  }
}
