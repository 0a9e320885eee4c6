/** As `binValues`, into bins of one byte. */
export function bin8(data: usize, rows: u32, cols: u32, cuts: usize, starts: usize, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    for (let feature: u32 = 0; feature < cols; feature++, data += 4, out++) {
      store<u8>(out, binOf(load<f32>(data), cuts, starts + ((<usize>feature) << 2)));
    }
  }
}

/** As `binValues`, into bins of two bytes. */
export function bin16(data: usize, rows: u32, cols: u32, cuts: usize, starts: usize, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    for (let feature: u32 = 0; feature < cols; feature++, data += 4, out += 2) {
      store<u16>(out, binOf(load<f32>(data), cuts, starts + ((<usize>feature) << 2)));
    }
  }
}

// The length halves without a branch that depends on the value.
function binOf(value: f32, cuts: usize, starts: usize): u32 {
  const first = load<u32>(starts);
  const count = load<u32>(starts, 4) - first;
  if (value !== value) return count;
  const base = cuts + ((<usize>first) << 2);
  let low = base;
  let length = count - 1;
  while (length > 0) {
    const half = length >> 1;
    const middle = low + ((<usize>half) << 2);
    const isAbove = load<f32>(middle) > value;
    low = select<usize>(low, middle + 4, isAbove);
    length = select<u32>(half, length - half - 1, isAbove);
  }
  return ((low - base) >> 2) as u32;
}
