import type { BinColumn } from "../kernels/bin-values.js";
import { chooseKernels } from "../kernels/choose-kernels.js";
import type { Kernels } from "../kernels/kernels.js";
import { typescriptKernels } from "../kernels/typescript-kernels.js";
import type { Cuts } from "../sketch/cuts.js";
import type { DenseValues, FeatureValues, SparseValues } from "./feature-values.js";

/** What dense and sparse bins have in common. A histogram has one slot for every bin. */
interface BinnedShape {
  readonly rows: number;
  readonly cols: number;
  readonly cuts: Cuts;
  /** First histogram slot of every feature and, last, the number of slots. */
  readonly slots: Uint32Array;
  /** Whether no value of the whole matrix is missing. */
  readonly complete: boolean;
  /** What works on the bins; `slots` and dense bins lie in its store. */
  readonly kernels: Kernels;
}

/** Row-major bins within features. Where values are missing, every feature has one slot more, for them. */
export interface DenseBins extends BinnedShape {
  readonly kind: "dense";
  readonly bins: BinColumn;
}

/** Histogram slots of the present values, in compressed rows. */
export interface SparseBins extends BinnedShape {
  readonly kind: "sparse";
  readonly starts: Uint32Array;
  readonly entries: Uint32Array;
}

/** A matrix whose values are replaced by the numbers of their bins. */
export type Binned = DenseBins | SparseBins;

/** Bins a matrix by given cuts. */
export function bin(values: FeatureValues, cuts: Cuts, kernels?: Kernels): Binned {
  if (values.kind === "sparse") return binSparse(values, cuts);
  return binDense(values, cuts, kernels ?? chooseKernels(values.data.length));
}

function binDense({ rows, cols, data }: DenseValues, cuts: Cuts, kernels: Kernels): DenseBins {
  const complete = !hasNaN(data);
  const { store } = kernels;
  const slots = store.words(cols + 1);
  cuts.starts.forEach((start, feature) => {
    slots[feature] = complete ? start : start + feature;
  });
  let widest = 0;
  for (let feature = 0; feature < cols; feature++) widest = Math.max(widest, slots[feature + 1]! - slots[feature]!);
  const cells = rows * cols;
  const bins = widest <= 256 ? store.bytes(cells) : widest <= 65536 ? store.shorts(cells) : store.words(cells);
  kernels.binValues({ data, rows, cols, cuts: cuts.values, starts: cuts.starts, out: bins });
  rebinCategories(data, bins, cuts);
  return { kind: "dense", rows, cols, cuts, slots, complete, bins, kernels };
}

// Categories have a bin each; one that training never saw goes into the last.
function rebinCategories(data: Float32Array, bins: BinColumn, { starts, categorical }: Cuts): void {
  const cols = categorical.length;
  categorical.forEach((isCategory, feature) => {
    if (isCategory === 0) return;
    const last = starts[feature + 1]! - starts[feature]! - 1;
    for (let at = feature; at < data.length; at += cols) {
      if (!Number.isNaN(data[at])) bins[at] = Math.max(0, Math.min(last, Math.trunc(data[at]!)));
    }
  });
}

function hasNaN(data: Float32Array): boolean {
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) return true;
  return false;
}

function binSparse({ rows, cols, starts, columns, data }: SparseValues, cuts: Cuts): SparseBins {
  const entries = new Uint32Array(data.length);
  for (let k = 0; k < data.length; k++) {
    const feature = columns[k]!;
    const value = data[k]!;
    if (cuts.categorical[feature] === 1) {
      const last = cuts.starts[feature + 1]! - 1;
      entries[k] = Math.min(last, cuts.starts[feature]! + Math.max(0, Math.trunc(value)));
      continue;
    }
    let low = cuts.starts[feature]!;
    let high = cuts.starts[feature + 1]! - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cuts.values[middle]! > value) high = middle;
      else low = middle + 1;
    }
    entries[k] = low;
  }
  const slots = cuts.starts;
  return { kind: "sparse", rows, cols, cuts, slots, complete: false, starts, entries, kernels: typescriptKernels };
}

/** Slot of a row's value of one feature; -1 where it is missing. */
export function slotOf({ starts, entries, slots }: SparseBins, row: number, feature: number): number {
  const [first, end] = [slots[feature]!, slots[feature + 1]!];
  let low = starts[row]!;
  let high = starts[row + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]! < first) low = middle + 1;
    else high = middle;
  }
  return low < starts[row + 1]! && entries[low]! < end ? entries[low]! : -1;
}
