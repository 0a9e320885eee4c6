import { Arena } from "./arena.js";
import { type Binning, binValues } from "./bin-values.js";
import { buildHistogram, type DenseHistogram } from "./build-histogram.js";
import type { Kernels } from "./kernels.js";
import { type DensePartition, partitionRows } from "./partition-rows.js";
import type { BinScan } from "./scan-bins.js";

/** Rows whose values are taken into the memory at a time. */
const BLOCK = 4096;

// What a histogram gathers of up to 256 rows: their pairs as doubles, and their bins, in about 16 KiB.
function gatheredBytes(rowBytes: number): number {
  return 4096 + Math.max(16_384, 16 * (rowBytes + 15));
}

/** The kernels in WebAssembly, over a memory of their own. Bins of four bytes go through TypeScript, on the same arrays. */
export class WasmKernels implements Kernels {
  readonly store: Arena;
  readonly #scanned: Float64Array;
  #room: Uint8Array | undefined;

  /** A memory of its own unless one is given; throws a `RangeError` where the process can have no more of them. */
  constructor(store = new Arena()) {
    this.store = store;
    this.#scanned = this.store.doubles(6);
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

  buildHistogram(job: DenseHistogram): void {
    const { bins, cols, slots, pairs, rowIndex, from, to, out } = job;
    if (bins instanceof Uint32Array) {
      buildHistogram(job);
      return;
    }
    const { histogram8, histogram16 } = this.store.exports;
    const histogram = bins instanceof Uint8Array ? histogram8 : histogram16;
    const [at, of, by] = [bins.byteOffset, slots.byteOffset, pairs.byteOffset];
    const room = this.#roomFor(cols * bins.BYTES_PER_ELEMENT);
    histogram(at, cols, cols, of, by, rowIndex.byteOffset, from, to, out.byteOffset, room.byteOffset);
  }

  #roomFor(rowBytes: number): Uint8Array {
    const bytes = gatheredBytes(rowBytes);
    if (this.#room !== undefined && this.#room.length >= bytes) return this.#room;
    if (this.#room !== undefined) this.store.release(this.#room);
    this.#room = this.store.bytes(bytes);
    return this.#room;
  }

  subtractHistogram(parent: Float64Array, child: Float64Array): void {
    this.store.exports.subtract(parent.byteOffset, child.byteOffset, parent.length / 2);
  }

  partitionRows(job: DensePartition): number {
    const { bins, cols, feature, goesLeft, rowIndex, from, to, scratch } = job;
    if (bins instanceof Uint32Array) return partitionRows(job);
    const { partition8, partition16 } = this.store.exports;
    const partition = bins instanceof Uint8Array ? partition8 : partition16;
    const column = bins.byteOffset + feature * bins.BYTES_PER_ELEMENT;
    return partition(column, cols, goesLeft.byteOffset, rowIndex.byteOffset, from, to, scratch.byteOffset);
  }

  scanBins({ sums, first, count, nodeG, nodeH, rootGain, lambda, minChildWeight, out }: BinScan): void {
    const at = sums.byteOffset + 16 * first;
    const scanned = this.#scanned;
    this.store.exports.scan(at, count, nodeG, nodeH, rootGain, lambda, minChildWeight, scanned.byteOffset);
    for (let k = 0; k < 6; k++) out[k] = scanned[k]!;
  }
}
