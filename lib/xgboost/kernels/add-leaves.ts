/** The leaves of a tree, and the margins that their values are added to. */
export interface LeafSums {
  readonly margins: Float32Array;
  /** Place of the first row's margin; the next row's lies `stride` further. */
  readonly first: number;
  readonly stride: number;
  readonly rowIndex: Uint32Array;
  /** `rowIndex[from]` up to before `rowIndex[to]` are the rows of a leaf. */
  readonly leaves: readonly { readonly from: number; readonly to: number; readonly value: number }[];
}

/** Adds the value of its leaf to every row's margin, rounded to float32. */
export function addLeaves({ margins, first, stride, rowIndex, leaves }: LeafSums): void {
  for (const { from, to, value } of leaves) {
    for (let k = from; k < to; k++) {
      const at = first + rowIndex[k]! * stride;
      margins[at] = margins[at]! + value;
    }
  }
}
