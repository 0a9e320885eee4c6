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

  /** A histogram for a node, with zeros, or as it was left where everything will be overwritten. */
  allocate(node: number, content: "zeros" | "anything"): Float64Array {
    const used = this.#free.pop();
    const histogram = used ?? new Float64Array(2 * this.#slots);
    if (used !== undefined && content === "zeros") used.fill(0);
    this.#byNode.set(node, histogram);
    return histogram;
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
