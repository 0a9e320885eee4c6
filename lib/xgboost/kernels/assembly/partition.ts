/**
 * Sends the rows of a stretch to `left` and `right`, each side in its old order, and gives the number of left ones. Bins
 * have `width` bytes, one or two; `column` is where the bin of row 0 lies, `stride` how many bins on the next row's is.
 */
function send(
  width: u32,
  column: usize,
  stride: u32,
  goesLeft: usize,
  index: usize,
  end: usize,
  left: usize,
  right: usize,
): u32 {
  const first = left;
  if (width === 1) {
    for (; index < end; index += 4) {
      const row = load<u32>(index);
      const side: usize = load<u8>(goesLeft + load<u8>(column + <usize>row * stride));
      store<u32>(left, row);
      store<u32>(right, row);
      left += side << 2;
      right += 4 - (side << 2);
    }
  } else {
    for (; index < end; index += 4) {
      const row = load<u32>(index);
      const side: usize = load<u8>(goesLeft + load<u16>(column + ((<usize>row * stride) << 1)));
      store<u32>(left, row);
      store<u32>(right, row);
      left += side << 2;
      right += 4 - (side << 2);
    }
  }
  return ((left - first) >> 2) as u32;
}

/** As `partitionRows`, in place. */
export function partition(
  width: u32,
  column: usize,
  stride: u32,
  goesLeft: usize,
  rowIndex: usize,
  from: u32,
  to: u32,
  scratch: usize,
): u32 {
  const start = rowIndex + ((<usize>from) << 2);
  const end = rowIndex + ((<usize>to) << 2);
  const lefts = send(width, column, stride, goesLeft, start, end, start, scratch);
  memory.copy(start + ((<usize>lefts) << 2), scratch, (<usize>(to - from - lefts)) << 2);
  return lefts;
}

/** A part of `partition` that others may do at the same time: rows go to `left` and `right`, the number of left ones to `count`. */
export function sendRows(
  width: u32,
  column: usize,
  stride: u32,
  goesLeft: usize,
  rowIndex: usize,
  from: u32,
  to: u32,
  left: usize,
  right: usize,
  count: usize,
): void {
  const start = rowIndex + ((<usize>from) << 2);
  store<u32>(count, send(width, column, stride, goesLeft, start, rowIndex + ((<usize>to) << 2), left, right));
}

/** Copies words. */
export function copyWords(from: usize, to: usize, count: u32): void {
  memory.copy(to, from, (<usize>count) << 2);
}
