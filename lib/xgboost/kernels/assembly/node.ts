import { histogram, subtract } from "./histogram";
import { scan } from "./scan";

/** What nodes are built from, as `wasm-kernels.ts` lays it out. */
@unmanaged
class Source {
  bins: usize;
  width: u32;
  cols: u32;
  slots: usize;
  gap: u32;
  pairs: usize;
  rowIndex: usize;
  unused: u32;
  lambda: f64;
  minChildWeight: f64;
}

/**
 * As `buildNode`, for features from `first` to before `end`: `searches` has bit 0 where the histogram that is built is to be
 * searched, bit 1 for that of the heavier child. `parent` is 0 at the root.
 */
export function buildNode(
  at: usize,
  from: u32,
  to: u32,
  out: usize,
  parent: usize,
  searches: u32,
  first: u32,
  end: u32,
): void {
  const source = changetype<Source>(at);
  const slots = source.slots + ((<usize>first) << 2);
  const slot = load<u32>(slots);
  const count = load<u32>(source.slots + ((<usize>end) << 2)) - slot;
  const offset = (<usize>slot) << 4;
  const bins = source.bins + <usize>first * source.width;
  memory.fill(out + offset, 0, (<usize>count) << 4);
  histogram(source.width, bins, source.cols, end - first, slots, source.pairs, source.rowIndex, from, to, out);
  if (parent !== 0) subtract(parent + offset, out + offset, count);
  if (searches & 1) searchNode(at, out, first, end);
  if (searches & 2) searchNode(at, parent, first, end);
}

/** As `searchNode`, for features from `first` to before `end`. What is searched for and found lies behind the sums. */
export function searchNode(at: usize, sums: usize, first: u32, end: u32): void {
  const source = changetype<Source>(at);
  const slots = source.slots;
  const search = sums + ((<usize>load<u32>(slots + ((<usize>source.cols) << 2))) << 4);
  const found = search + 24;
  const wanted = found + 48 * <usize>source.cols;
  for (let feature = first; feature < end; feature++) {
    if (load<u8>(wanted + feature) === 0) continue;
    const slot = load<u32>(slots + ((<usize>feature) << 2));
    const count = load<u32>(slots + ((<usize>feature) << 2), 4) - slot - source.gap;
    scan(
      sums + ((<usize>slot) << 4),
      count,
      load<f64>(search),
      load<f64>(search, 8),
      <f32>load<f64>(search, 16),
      source.lambda,
      source.minChildWeight,
      found + 48 * <usize>feature,
    );
  }
}
