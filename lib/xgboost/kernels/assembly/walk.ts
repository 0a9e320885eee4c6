/**
 * As `addTreeByLevels`. A node is 16 bytes: `next`, byte offset of the feature, limit, and 1 where missing values go left;
 * values of leaves lie apart.
 */
export function walk(
  nodes: usize,
  values: usize,
  depth: u32,
  weight: f32,
  data: usize,
  rows: u32,
  width: u32,
  out: usize,
  stride: u32,
): void {
  let row: u32 = 0;
  for (; row + 8 <= rows; row += 8) {
    const at = data + <usize>row * width;
    let a = nodes;
    let b = nodes;
    let c = nodes;
    let d = nodes;
    let e = nodes;
    let f = nodes;
    let g = nodes;
    let h = nodes;
    for (let level: u32 = 0; level < depth; level++) {
      a = step(nodes, a, at);
      b = step(nodes, b, at + width);
      c = step(nodes, c, at + 2 * width);
      d = step(nodes, d, at + 3 * width);
      e = step(nodes, e, at + 4 * width);
      f = step(nodes, f, at + 5 * width);
      g = step(nodes, g, at + 6 * width);
      h = step(nodes, h, at + 7 * width);
    }
    add(values, a - nodes, weight, out);
    add(values, b - nodes, weight, out + stride);
    add(values, c - nodes, weight, out + 2 * stride);
    add(values, d - nodes, weight, out + 3 * stride);
    add(values, e - nodes, weight, out + 4 * stride);
    add(values, f - nodes, weight, out + 5 * stride);
    add(values, g - nodes, weight, out + 6 * stride);
    add(values, h - nodes, weight, out + 7 * stride);
    out += 8 * stride;
  }
  for (; row < rows; row++, out += stride) {
    let node = nodes;
    for (let level: u32 = 0; level < depth; level++) node = step(nodes, node, data + <usize>row * width);
    add(values, node - nodes, weight, out);
  }
}

function step(nodes: usize, node: usize, row: usize): usize {
  const value = load<f32>(row + load<u32>(node, 4));
  const left = <u32>(value < load<f32>(node, 8)) + (<u32>(value !== value) & load<u32>(node, 12));
  return nodes + (load<u32>(node) - (left << 4));
}

function add(values: usize, offset: usize, weight: f32, out: usize): void {
  store<f32>(out, load<f32>(out) + load<f32>(values + (offset >> 2)) * weight);
}
