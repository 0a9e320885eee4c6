/** As `partitionRows`, for bins of one byte. `column` is where the bin of row 0 lies, `stride` how far the next row's is. */
export function partition8(
  column: usize,
  stride: u32,
  goesLeft: usize,
  rowIndex: usize,
  from: u32,
  to: u32,
  scratch: usize,
): u32 {
  let left = rowIndex + ((<usize>from) << 2);
  let right = scratch;
  for (let k = from; k < to; k++) {
    const row = load<u32>(rowIndex + ((<usize>k) << 2));
    const side: usize = load<u8>(goesLeft + load<u8>(column + <usize>row * stride));
    store<u32>(left, row);
    store<u32>(right, row);
    left += side << 2;
    right += 4 - (side << 2);
  }
  memory.copy(left, scratch, right - scratch);
  return (((left - rowIndex) >> 2) as u32) - from;
}

/** As `partition8`, for bins of two bytes. */
export function partition16(
  column: usize,
  stride: u32,
  goesLeft: usize,
  rowIndex: usize,
  from: u32,
  to: u32,
  scratch: usize,
): u32 {
  let left = rowIndex + ((<usize>from) << 2);
  let right = scratch;
  for (let k = from; k < to; k++) {
    const row = load<u32>(rowIndex + ((<usize>k) << 2));
    const side: usize = load<u8>(goesLeft + load<u16>(column + ((<usize>row * stride) << 1)));
    store<u32>(left, row);
    store<u32>(right, row);
    left += side << 2;
    right += 4 - (side << 2);
  }
  memory.copy(left, scratch, right - scratch);
  return (((left - rowIndex) >> 2) as u32) - from;
}
