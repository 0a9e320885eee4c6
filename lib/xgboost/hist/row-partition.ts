import type { BinColumn } from "../kernels/bin-values.js";
import { type DensePartition, partitionRows } from "../kernels/partition-rows.js";
import { type Binned, type DenseBins, slotOf } from "../matrix/binned.js";

/** Where the rows of a split go. */
export interface Route {
  readonly feature: number;
  /** 1 for every bin of the feature that goes left; the last place is for missing values. */
  readonly goesLeft: Uint8Array;
}

const MANY = 16_384;

function transposed({ bins, rows, cols }: DenseBins): BinColumn {
  const out = bins.slice();
  for (let row = 0, at = 0; row < rows; row++) {
    for (let feature = 0; feature < cols; feature++, at++) out[feature * rows + row] = bins[at]!;
  }
  return out;
}

/** Which rows each node holds: one index of all rows, of which every node owns a stretch. */
export class RowPartition {
  readonly rowIndex: Uint32Array;
  readonly #scratch: Uint32Array;
  readonly #binned: Binned;
  /** Bins column by column, where there are so many rows that reading one feature of each would miss the cache. */
  readonly #columns: BinColumn | undefined;
  readonly #from: number[] = [0];
  readonly #to: number[];

  constructor(binned: Binned) {
    const { rows } = binned;
    this.#binned = binned;
    if (binned.kind === "dense" && rows >= MANY) this.#columns = transposed(binned);
    this.rowIndex = new Uint32Array(rows);
    this.#scratch = new Uint32Array(rows + 1);
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

  /** Sends the rows of a node to its children; the right child follows the left one. */
  split(node: number, left: number, route: Route): void {
    const [from, to] = [this.#from[node]!, this.#to[node]!];
    const binned = this.#binned;
    const { rowIndex } = this;
    const middle =
      binned.kind === "dense"
        ? from +
          partitionRows({
            ...this.#read(binned, route.feature),
            goesLeft: route.goesLeft,
            rowIndex,
            from,
            to,
            scratch: this.#scratch,
          })
        : this.#splitSparse(from, to, route);
    this.#from[left] = from;
    this.#to[left] = middle;
    this.#from[left + 1] = middle;
    this.#to[left + 1] = to;
  }

  #read({ bins, cols, rows }: DenseBins, feature: number): Pick<DensePartition, "bins" | "cols" | "feature"> {
    if (this.#columns === undefined) return { bins, cols, feature };
    return { bins: this.#columns.subarray(feature * rows, (feature + 1) * rows), cols: 1, feature: 0 };
  }

  #splitSparse(from: number, to: number, { feature, goesLeft }: Route): number {
    const binned = this.#binned;
    if (binned.kind !== "sparse") return from;
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
  }
}
