import { roots } from "../libm/expf.js";
import { addLeaves, type LeafSums } from "./add-leaves.js";
import { Arena } from "./arena.js";
import { type Binning, binValues } from "./bin-values.js";
import { buildNodes, searchNodes } from "./build-nodes.js";
import type {
  GradientRows,
  KernelLoss,
  Kernels,
  NodeBuild,
  NodeHistogram,
  NodeSource,
  SearchRules,
} from "./kernels.js";
import { type DensePartition, partitionRows } from "./partition-rows.js";

/** Rows whose values are taken into the memory at a time. */
const BLOCK = 4096;

/** Bytes of what `assembly/node.ts` reads of a source. */
const SOURCE = 48;

/** Bytes for what a histogram gathers of up to 256 rows: their pairs as doubles, and their bins, in about 16 KiB. */
export function gatheredBytes(rowBytes: number): number {
  return 4096 + Math.max(16_384, 16 * (rowBytes + 15));
}

/** The kernels in WebAssembly, over a memory of their own. Bins of four bytes go through TypeScript, on the same arrays. */
export class WasmKernels implements Kernels {
  readonly store: Arena;
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;
  #roots: Float64Array | undefined;
  #room: Uint8Array | undefined;

  /** A memory of its own unless one is given; throws a `RangeError` where the process can have no more of them. */
  constructor(store = new Arena()) {
    this.store = store;
    this.#words = store.words(SOURCE / 4);
    this.#doubles = new Float64Array(store.buffer, this.#words.byteOffset + 32, 2);
  }

  binValues(job: Binning): void {
    const { data, rows, cols, out } = job;
    if (out instanceof Uint32Array) {
      binValues(job);
      return;
    }
    const { store } = this;
    const { bin8, bin16 } = store.exports;
    const cuts = store.floats(job.cuts.length);
    const starts = store.words(job.starts.length);
    const values = store.floats(BLOCK * cols);
    cuts.set(job.cuts);
    starts.set(job.starts);
    const bin = out instanceof Uint8Array ? bin8 : bin16;
    for (let from = 0; from < rows; from += BLOCK) {
      const to = Math.min(rows, from + BLOCK);
      values.set(data.subarray(from * cols, to * cols));
      const at = out.byteOffset + from * cols * out.BYTES_PER_ELEMENT;
      bin(values.byteOffset, to - from, cols, cuts.byteOffset, starts.byteOffset, at);
    }
    for (const array of [cuts, starts, values]) store.release(array);
  }

  buildNodes(source: NodeSource, nodes: readonly NodeBuild[]): void {
    const { bins, cols } = source;
    if (bins instanceof Uint32Array) {
      buildNodes(source, nodes);
      return;
    }
    const { buildNode } = this.store.exports;
    this.takeRoom(source);
    const of = this.placed(source);
    for (const { from, to, built, rest, searchesBuilt, searchesRest } of nodes) {
      const searches = Number(searchesBuilt) | (Number(searchesRest) << 1);
      buildNode(of, from, to, built.sums.byteOffset, rest?.sums.byteOffset ?? 0, searches, 0, cols);
    }
  }

  searchNodes(rules: SearchRules, nodes: readonly NodeHistogram[]): void {
    if (!this.store.holds(rules.slots)) {
      searchNodes(rules, nodes);
      return;
    }
    const of = this.placed(rules);
    for (const { sums } of nodes) this.store.exports.searchNode(of, sums.byteOffset, 0, rules.cols);
  }

  partitionRows(jobs: readonly DensePartition[]): readonly number[] {
    const { partition } = this.store.exports;
    return jobs.map((job) => {
      const { bins, column, stride, goesLeft, table, rowIndex, from, to, scratch } = job;
      const bytes = bins.BYTES_PER_ELEMENT;
      if (bytes === 4) return partitionRows(job);
      const at = bins.byteOffset + column * bytes;
      const [tables, index, spare] = [goesLeft.byteOffset + table, rowIndex.byteOffset, scratch.byteOffset + 4 * from];
      return partition(bytes, at, stride, tables, index, from, to, spare);
    });
  }

  addLeaves(job: LeafSums): void {
    const { margins, first, stride, rowIndex, leaves } = job;
    const { exports } = this.store;
    if (!this.store.holds(margins) || !this.store.holds(rowIndex)) {
      addLeaves(job);
      return;
    }
    const [to, index] = [margins.byteOffset + 4 * first, rowIndex.byteOffset];
    for (const leaf of leaves) exports.addLeaf(to, 4 * stride, index, leaf.from, leaf.to, leaf.value);
  }

  gradients(loss: KernelLoss, rows: GradientRows): boolean {
    if (!this.holds(rows)) return false;
    this.call(loss, this.pairArgs(loss, rows, { from: 0, to: rows.labels.length }));
    return true;
  }

  protected holds({ margins, labels, weights, out }: GradientRows): boolean {
    const arrays = weights.length === 0 ? [margins, labels, out] : [margins, labels, weights, out];
    return arrays.every((array) => this.store.holds(array));
  }

  /** Arguments of a loss's kernel for some of the rows. */
  protected pairArgs(
    loss: KernelLoss,
    { margins, labels, weights, positive, out }: GradientRows,
    { from, to }: { readonly from: number; readonly to: number },
  ): readonly number[] {
    const [margin, label] = [margins.byteOffset + 4 * from, labels.byteOffset + 4 * from];
    const weight = weights.length === 0 ? 0 : weights.byteOffset + 4 * from;
    const common = [margin, label, weight, to - from, positive];
    return loss === "logistic"
      ? [...common, this.#rootTable().byteOffset, out.byteOffset + 8 * from]
      : [...common, out.byteOffset + 8 * from];
  }

  protected call(kernel: KernelLoss, args: readonly number[]): void {
    // Each loss has its own arguments, in the order of `pairArgs`.
    (this.store.exports[kernel] as (...numbers: readonly number[]) => void)(...args);
  }

  #rootTable(): Float64Array {
    if (this.#roots === undefined) {
      this.#roots = this.store.doubles(roots.length);
      this.#roots.set(roots);
    }
    return this.#roots;
  }

  /** Writes a source where the kernels read it, and gives the place. */
  protected placed({ slots, cols, gap, lambda, minChildWeight, ...rows }: SearchRules & Partial<NodeSource>): number {
    const [words, doubles] = [this.#words, this.#doubles];
    const { bins, pairs, rowIndex } = rows;
    words[0] = bins?.byteOffset ?? 0;
    words[1] = bins?.BYTES_PER_ELEMENT ?? 0;
    words[2] = cols;
    words[3] = slots.byteOffset;
    words[4] = gap;
    words[5] = pairs?.byteOffset ?? 0;
    words[6] = rowIndex?.byteOffset ?? 0;
    doubles[0] = lambda;
    doubles[1] = minChildWeight;
    return words.byteOffset;
  }

  /** Says where rows may be gathered, which others over the same memory may have said before. */
  protected takeRoom({ cols, bins }: NodeSource): void {
    const { store } = this;
    const bytes = gatheredBytes(cols * bins.BYTES_PER_ELEMENT);
    if (this.#room === undefined || this.#room.length < bytes) {
      if (this.#room !== undefined) store.release(this.#room);
      this.#room = store.bytes(bytes);
    }
    store.exports.useRoom(this.#room.byteOffset);
  }

  /** Gives the memory back that the kernels themselves took. */
  close(): void {
    this.store.release(this.#words);
    if (this.#roots !== undefined) this.store.release(this.#roots);
    if (this.#room !== undefined) this.store.release(this.#room);
  }
}
