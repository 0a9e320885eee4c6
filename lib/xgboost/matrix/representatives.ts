import type { Binned } from "./binned.js";
import type { FeatureValues } from "./feature-values.js";

const bits = new DataView(new ArrayBuffer(4));

/** The largest float32 below a finite one. */
function below(value: number): number {
  if (value === 0) return -1.401298464324817e-45;
  bits.setFloat32(0, value);
  bits.setInt32(0, bits.getInt32(0) + (value > 0 ? -1 : 1));
  return bits.getFloat32(0);
}

/**
 * Values that stand for bins where the real ones are gone: the bin's lower bound, and just below the first cut in the
 * first bin.
 */
export function representatives(binned: Binned): FeatureValues {
  const { rows, cols, cuts, slots } = binned;
  const { starts, values } = cuts;
  const standIn = (feature: number, bin: number) => {
    if (cuts.categorical[feature] === 1) return values[starts[feature]! + bin]!;
    return bin === 0 ? below(values[starts[feature]!]!) : values[starts[feature]! + bin - 1]!;
  };
  if (binned.kind === "dense") {
    const bySlot = new Float32Array(slots[cols]!).fill(Number.NaN);
    for (let feature = 0; feature < cols; feature++) {
      const count = starts[feature + 1]! - starts[feature]!;
      for (let bin = 0; bin < count; bin++) bySlot[slots[feature]! + bin] = standIn(feature, bin);
    }
    const data = new Float32Array(rows * cols);
    for (let row = 0, at = 0; row < rows; row++) {
      for (let feature = 0; feature < cols; feature++, at++) data[at] = bySlot[slots[feature]! + binned.bins[at]!]!;
    }
    return { kind: "dense", rows, cols, data };
  }
  const columns = new Uint32Array(binned.entries.length);
  const data = new Float32Array(binned.entries.length);
  for (let row = 0; row < rows; row++) {
    let feature = 0;
    for (let k = binned.starts[row]!; k < binned.starts[row + 1]!; k++) {
      const slot = binned.entries[k]!;
      while (slot >= slots[feature + 1]!) feature++;
      columns[k] = feature;
      data[k] = standIn(feature, slot - slots[feature]!);
    }
  }
  return { kind: "sparse", rows, cols, starts: binned.starts, columns, data };
}
