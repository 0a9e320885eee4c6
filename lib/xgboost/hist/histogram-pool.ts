/** Histograms by node; arrays are used again once their node needs them no more. */
export class HistogramPool {
  readonly #slots: number;
  readonly #free: Float64Array[] = [];
  readonly #byNode = new Map<number, Float64Array>();

  constructor(slots: number) {
    this.#slots = slots;
  }

  get(node: number): Float64Array {
    return this.#byNode.get(node)!;
  }

  /** A histogram of zeros for a node. */
  allocate(node: number): Float64Array {
    const used = this.#free.pop();
    const histogram = used ?? new Float64Array(2 * this.#slots);
    used?.fill(0);
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
}
