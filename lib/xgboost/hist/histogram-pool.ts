import type { NodeHistogram, Store } from "../kernels/kernels.js";
import { BEST_SIZE, SEARCH_SIZE } from "../kernels/scan-bins.js";

/** Histograms by node; arrays are used again once their node needs them no more. */
export class HistogramPool {
  readonly #slots: number;
  readonly #cols: number;
  readonly #store: Store;
  readonly #arrays: Float64Array[] = [];
  readonly #free: NodeHistogram[] = [];
  readonly #byNode = new Map<number, NodeHistogram>();

  constructor({ slots, cols }: { readonly slots: number; readonly cols: number }, store: Store) {
    this.#store = store;
    this.#slots = slots;
    this.#cols = cols;
  }

  get(node: number): NodeHistogram {
    return this.#byNode.get(node)!;
  }

  /** A histogram for a node, which is not cleared. */
  allocate(node: number): NodeHistogram {
    const histogram = this.#free.pop() ?? this.#make();
    this.#byNode.set(node, histogram);
    return histogram;
  }

  // One array for all parts, which kernels find one behind the other.
  #make(): NodeHistogram {
    const sums = 2 * this.#slots;
    const search = SEARCH_SIZE + BEST_SIZE * this.#cols;
    const array = this.#store.doubles(sums + search + Math.ceil(this.#cols / 8));
    this.#arrays.push(array);
    return {
      sums: array.subarray(0, sums),
      search: array.subarray(sums, sums + search),
      wanted: new Uint8Array(array.buffer, array.byteOffset + 8 * (sums + search), this.#cols),
    };
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
    this.#free.length = 0;
    for (const array of this.#arrays.splice(0)) this.#store.release(array);
  }
}
