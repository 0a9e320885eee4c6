/** As `buildHistogram`, for bins of one byte; `stride` bins lie between two rows. */
export function histogram8(
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
  const fours = cols & ~3;
  for (let k = from; k < to; k++) {
    const row = load<u32>(rowIndex + ((<usize>k) << 2));
    const gh = f64x2.promote_low_f32x4(v128.load64_zero(pairs + ((<usize>row) << 3)));
    let bin = bins + <usize>row * stride;
    let slot = slots;
    const end = bin + cols;
    const turn = bin + fours;
    for (; bin < turn; bin += 4, slot += 16) {
      const a = out + ((<usize>(load<u32>(slot) + load<u8>(bin))) << 4);
      const b = out + ((<usize>(load<u32>(slot, 4) + load<u8>(bin, 1))) << 4);
      const c = out + ((<usize>(load<u32>(slot, 8) + load<u8>(bin, 2))) << 4);
      const d = out + ((<usize>(load<u32>(slot, 12) + load<u8>(bin, 3))) << 4);
      v128.store(a, f64x2.add(v128.load(a), gh));
      v128.store(b, f64x2.add(v128.load(b), gh));
      v128.store(c, f64x2.add(v128.load(c), gh));
      v128.store(d, f64x2.add(v128.load(d), gh));
    }
    for (; bin < end; bin++, slot += 4) {
      const at = out + ((<usize>(load<u32>(slot) + load<u8>(bin))) << 4);
      v128.store(at, f64x2.add(v128.load(at), gh));
    }
  }
}

/** As `buildHistogram`, for bins of two bytes. */
export function histogram16(
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
  for (let k = from; k < to; k++) {
    const row = load<u32>(rowIndex + ((<usize>k) << 2));
    const gh = f64x2.promote_low_f32x4(v128.load64_zero(pairs + ((<usize>row) << 3)));
    let bin = bins + ((<usize>row * stride) << 1);
    let slot = slots;
    const end = bin + ((<usize>cols) << 1);
    for (; bin < end; bin += 2, slot += 4) {
      const at = out + ((<usize>(load<u32>(slot) + load<u16>(bin))) << 4);
      v128.store(at, f64x2.add(v128.load(at), gh));
    }
  }
}

/** As `subtractHistogram`, over a number of slots. */
export function subtract(parent: usize, child: usize, slots: u32): void {
  const end = parent + ((<usize>slots) << 4);
  for (; parent < end; parent += 16, child += 16) v128.store(parent, f64x2.sub(v128.load(parent), v128.load(child)));
}
