/** As `addLeaves`, for one leaf; `margins` is where row 0's margin lies, and `stride` bytes on the next row's. */
export function addLeaf(margins: usize, stride: u32, rowIndex: usize, from: u32, to: u32, value: f32): void {
  const end = rowIndex + ((<usize>to) << 2);
  for (let index = rowIndex + ((<usize>from) << 2); index < end; index += 4) {
    const at = margins + <usize>load<u32>(index) * stride;
    store<f32>(at, load<f32>(at) + value);
  }
}
