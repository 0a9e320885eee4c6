// The recipe of libm/expf.ts. Entry `i` of `roots` is 2^(i/32).
const scale: f64 = 46.16624130844683;
const shift: f64 = 6755399441055744;
const c0: f64 = 0.05550361559341535 / 32768;
const c1: f64 = 0.2402284522445722 / 1024;
const c2: f64 = 0.6931471806916203 / 32;

function expf(x: f32, roots: usize): f32 {
  if (x > 88.72283172607422) return f32.MAX_VALUE + f32.MAX_VALUE;
  if (x < -103.97207641601562) return 0;
  if (x !== x) return x;
  if (x === 32.564632415771484) return 138880149880832;
  if (x === -63.09946060180664) return 3.946866735154823e-28;
  const z = scale * <f64>x;
  const whole = z + shift - shift;
  const r = z - whole;
  const k = <i32>whole;
  const power = reinterpret<f64>((<i64>((k >> 5) + 1023)) << 52);
  const s = load<f64>(roots + ((<usize>(k & 31)) << 3)) * power;
  return <f32>(((c0 * r + c1) * (r * r) + (c2 * r + 1)) * s);
}

function sigmoidOf(x: f32, roots: usize): f32 {
  const negative = -x;
  return <f32>1 / (expf(negative > 88.7 ? 88.7 : negative, roots) + 1);
}

/** Sigmoid of every margin, in place. */
export function sigmoids(margins: usize, rows: u32, roots: usize): void {
  for (let row: u32 = 0; row < rows; row++, margins += 4) store<f32>(margins, sigmoidOf(load<f32>(margins), roots));
}

/** Gradients and hessians of the logistic loss; `weights` 0 means 1 for every row. */
export function logistic(
  margins: usize,
  labels: usize,
  weights: usize,
  rows: u32,
  positive: f32,
  roots: usize,
  out: usize,
): void {
  const smallest: f32 = 1e-16;
  for (let row: u32 = 0; row < rows; row++, margins += 4, labels += 4, out += 8) {
    const p = sigmoidOf(load<f32>(margins), roots);
    const label = load<f32>(labels);
    let w = weights === 0 ? <f32>1 : load<f32>(weights + ((<usize>row) << 2));
    if (label === 1) w = w * positive;
    const h = p * (<f32>1 - p);
    store<f32>(out, (p - label) * w);
    store<f32>(out, (h > smallest ? h : h === h ? smallest : h) * w, 4);
  }
}

/** Gradients and hessians of the squared error; `weights` 0 means 1 for every row. */
export function squared(margins: usize, labels: usize, weights: usize, rows: u32, positive: f32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++, margins += 4, labels += 4, out += 8) {
    const label = load<f32>(labels);
    let w = weights === 0 ? <f32>1 : load<f32>(weights + ((<usize>row) << 2));
    if (label === 1) w = w * positive;
    store<f32>(out, (load<f32>(margins) - label) * w);
    store<f32>(out, w, 4);
  }
}
