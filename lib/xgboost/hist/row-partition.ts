import type { BinColumn } from "../kernels/bin-values.js";
import type { DensePartition } from "../kernels/partition-rows.js";
import { type Binned, type DenseBins, type SparseBins, slotOf } from "../matrix/binned.js";

/** Where the rows of a split go. */
export interface Route {
  readonly feature: number;
  /** 1 for every bin of the feature that goes left; the last place is for missing values. */
  readonly goesLeft: Uint8Array;
}

/** A node that is split, and its left child; the right one follows it. */
export interface Division {
  readonly node: number;
  readonly left: number;
  readonly route: Route;
}

/** Bins of one byte, and missing values, in whole lines of the cache. */
const GOES_LEFT = 320;

const MANY = 16_384;

/** Rows that are written to all columns before the next ones. */
const BLOCK = 256;

function transposed({ bins, rows, cols, kernels: { store } }: DenseBins): BinColumn {
  const { length } = bins;
  const bytes = bins.BYTES_PER_ELEMENT;
  const out = bytes === 1 ? store.bytes(length) : bytes === 2 ? store.shorts(length) : store.words(length);
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(rows, from + BLOCK);
    for (let feature = 0; feature < cols; feature++) {
      for (let row = from; row < to; row++) out[feature * rows + row] = bins[row * cols + feature]!;
    }
  }
  return out;
}

/** Which rows each node holds: one index of all rows, of which every node owns a stretch. */
export class RowPartition {
  readonly rowIndex: Uint32Array;
  readonly #scratch: Uint32Array;
  #goesLeft: Uint8Array;
  readonly #binned: Binned;
  /** Bins column by column, where there are so many rows that reading one feature of each would miss the cache. */
  readonly #columns: BinColumn | undefined;
  readonly #from: number[] = [0];
  readonly #to: number[];

  constructor(binned: Binned) {
    const { rows } = binned;
    this.#binned = binned;
    if (binned.kind === "dense" && rows >= MANY) this.#columns = transposed(binned);
    const { store } = binned.kernels;
    this.rowIndex = store.words(rows);
    this.#scratch = store.words(rows);
    this.#goesLeft = store.bytes(GOES_LEFT);
    for (let row = 0; row < rows; row++) this.rowIndex[row] = row;
    this.#to = [rows];
  }

  /** Starts a new tree. */
  reset(): void {
    for (let row = 0; row < this.rowIndex.length; row++) this.rowIndex[row] = row;
    this.#from.length = 1;
    this.#to.length = 1;
  }

  from(node: number): number {
    return this.#from[node]!;
  }

  to(node: number): number {
    return this.#to[node]!;
  }

  /** Sends the rows of nodes to their children. */
  split(divisions: readonly Division[]): void {
    const binned = this.#binned;
    const middles =
      binned.kind === "dense" ? this.#splitDense(binned, divisions) : this.#splitSparse(binned, divisions);
    divisions.forEach(({ node, left }, k) => {
      this.#from[left] = this.#from[node]!;
      this.#to[left] = middles[k]!;
      this.#from[left + 1] = middles[k]!;
      this.#to[left + 1] = this.#to[node]!;
    });
  }

  #splitDense(binned: DenseBins, divisions: readonly Division[]): readonly number[] {
    const width = Math.max(GOES_LEFT, ...divisions.map(({ route }) => route.goesLeft.length));
    const goesLeft = this.#tables(width * divisions.length);
    const { rowIndex } = this;
    const { rows, cols } = binned;
    const columns = this.#columns;
    const jobs = divisions.map(({ node, route }, k): DensePartition => {
      goesLeft.set(route.goesLeft, k * width);
      const [column, stride] = columns === undefined ? [route.feature, cols] : [route.feature * rows, 1];
      const [from, to] = [this.#from[node]!, this.#to[node]!];
      const bins = columns ?? binned.bins;
      return { bins, column, stride, goesLeft, table: k * width, rowIndex, from, to, scratch: this.#scratch };
    });
    return binned.kernels.partitionRows(jobs).map((lefts, k) => jobs[k]!.from + lefts);
  }

  // Kernels read them where they read all else.
  #tables(bytes: number): Uint8Array {
    if (bytes > this.#goesLeft.length) {
      const { store } = this.#binned.kernels;
      store.release(this.#goesLeft);
      this.#goesLeft = store.bytes(bytes);
    }
    return this.#goesLeft;
  }

  /** Gives the memory back; the partition is of no use any more. */
  close(): void {
    const { store } = this.#binned.kernels;
    for (const array of [this.rowIndex, this.#scratch, this.#goesLeft]) store.release(array);
    if (this.#columns !== undefined) store.release(this.#columns);
  }

  #splitSparse(binned: SparseBins, divisions: readonly Division[]): readonly number[] {
    return divisions.map(({ node, route: { feature, goesLeft } }) => {
      const [from, to] = [this.#from[node]!, this.#to[node]!];
      const first = binned.slots[feature]!;
      const missing = goesLeft.length - 1;
      let left = from;
      let right = 0;
      for (let k = from; k < to; k++) {
        const row = this.rowIndex[k]!;
        const slot = slotOf(binned, row, feature);
        if (goesLeft[slot < 0 ? missing : slot - first] === 1) this.rowIndex[left++] = row;
        else this.#scratch[right++] = row;
      }
      this.rowIndex.set(this.#scratch.subarray(0, right), left);
      return left;
    });
  }
}
