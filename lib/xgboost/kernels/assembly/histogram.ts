let room: usize = 0;

/** Where this thread may gather rows: `gatheredBytes` of them. */
export function useRoom(at: usize): void {
  room = at;
}

/** As `buildHistogram`, for bins of `width` bytes, one or two; `stride` bins lie between two rows. */
export function histogram(
  width: u32,
  bins: usize,
  stride: u32,
  cols: u32,
  slots: usize,
  pairs: usize,
  rowIndex: usize,
  from: u32,
  to: u32,
  out: usize,
): void {
  if (width === 1) addRows<u8>(bins, stride, cols, slots, pairs, rowIndex, from, to, out);
  else addRows<u16>(bins, stride, cols, slots, pairs, rowIndex, from, to, out);
}

// Rows of a deep node lie far apart, and each would be waited for. A block of them is copied side by side first, where
// many are on their way at once; then four features at a time take the whole block, so that their sums stay in the cache.
// @ts-ignore: decorator
@inline
function addRows<Bin>(
  bins: usize,
  stride: u32,
  cols: u32,
  slots: usize,
  pairs: usize,
  rowIndex: usize,
  from: u32,
  to: u32,
  out: usize,
): void {
  const width = (cols * <u32>sizeof<Bin>() + 15) & ~15;
  const most = max<u32>(16, min<u32>(256, 16384 / width));
  const gathered = room + 4096;
  for (let k = from; k < to; k += most) {
    const count = min<u32>(most, to - k);
    const index = rowIndex + ((<usize>k) << 2);
    const first = load<u32>(index);
    const end = room + ((<usize>count) << 4);
    // Rows of a node ascend: these are neighbours, and lie side by side already.
    if (load<u32>(index + ((<usize>(count - 1)) << 2)) - first === count - 1) {
      for (let pair = pairs + ((<usize>first) << 3), to = room; to < end; pair += 8, to += 16) promote(pair, to);
      addBlock<Bin>(bins + <usize>first * stride * sizeof<Bin>(), stride * <u32>sizeof<Bin>(), room, end, slots, cols, out);
      continue;
    }
    for (let at = index, to = room, row = gathered; to < end; at += 4, to += 16, row += width) {
      const number = <usize>load<u32>(at);
      promote(pairs + (number << 3), to);
      const from = bins + number * stride * sizeof<Bin>();
      for (let byte: u32 = 0; byte < width; byte += 16) v128.store(row + byte, v128.load(from + byte));
    }
    addBlock<Bin>(gathered, width, room, end, slots, cols, out);
  }
}

function promote(pair: usize, to: usize): void {
  v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(pair)));
}

// @ts-ignore: decorator
@inline
function addBlock<Bin>(rows: usize, width: u32, pairs: usize, end: usize, slots: usize, cols: u32, out: usize): void {
  const size = sizeof<Bin>();
  const last = rows + <usize>cols * size;
  let column = rows;
  for (; column + 4 * size <= last; column += 4 * size, slots += 16) {
    const sumsA = out + ((<usize>load<u32>(slots)) << 4);
    const sumsB = out + ((<usize>load<u32>(slots, 4)) << 4);
    const sumsC = out + ((<usize>load<u32>(slots, 8)) << 4);
    const sumsD = out + ((<usize>load<u32>(slots, 12)) << 4);
    for (let pair = pairs, bin = column; pair < end; pair += 16, bin += width) {
      const gh = v128.load(pair);
      const a = sumsA + ((<usize>load<Bin>(bin)) << 4);
      const b = sumsB + ((<usize>load<Bin>(bin, sizeof<Bin>())) << 4);
      const c = sumsC + ((<usize>load<Bin>(bin, 2 * sizeof<Bin>())) << 4);
      const d = sumsD + ((<usize>load<Bin>(bin, 3 * sizeof<Bin>())) << 4);
      v128.store(a, f64x2.add(v128.load(a), gh));
      v128.store(b, f64x2.add(v128.load(b), gh));
      v128.store(c, f64x2.add(v128.load(c), gh));
      v128.store(d, f64x2.add(v128.load(d), gh));
    }
  }
  for (; column < last; column += size, slots += 4) {
    const sums = out + ((<usize>load<u32>(slots)) << 4);
    for (let pair = pairs, bin = column; pair < end; pair += 16, bin += width) {
      const at = sums + ((<usize>load<Bin>(bin)) << 4);
      v128.store(at, f64x2.add(v128.load(at), v128.load(pair)));
    }
  }
}

/** As `subtractHistogram`, over a number of slots. */
export function subtract(parent: usize, child: usize, slots: u32): void {
  const end = parent + ((<usize>slots) << 4);
  for (; parent < end; parent += 16, child += 16) v128.store(parent, f64x2.sub(v128.load(parent), v128.load(child)));
}
