/** Row-major bins, as narrow as the number of bins allows. */
export type BinColumn = Uint8Array | Uint16Array | Uint32Array;

/** One row-major block of values and where its bins go. */
export interface Binning {
  readonly data: Float32Array;
  readonly rows: number;
  readonly cols: number;
  /** Upper bounds of the bins; feature `j` owns `cuts[starts[j]]` up to before `starts[j + 1]`. */
  readonly cuts: Float32Array;
  readonly starts: Uint32Array;
  readonly out: BinColumn;
}

/**
 * Bins every value: the first bin whose upper bound is above it, at most the last one. Bins
 * count from 0 within a feature; a missing value takes the number of the feature's bins.
 */
export function binValues({ data, rows, cols, cuts, starts, out }: Binning): void {
  for (let row = 0, at = 0; row < rows; row++) {
    for (let feature = 0; feature < cols; feature++, at++) {
      const value = data[at]!;
      const first = starts[feature]!;
      const end = starts[feature + 1]!;
      if (Number.isNaN(value)) {
        out[at] = end - first;
        continue;
      }
      let low = first;
      let high = end - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (cuts[middle]! > value) high = middle;
        else low = middle + 1;
      }
      out[at] = low - first;
    }
  }
}
