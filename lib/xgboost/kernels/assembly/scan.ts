/**
 * As `scanBins`; both sides of a split are worked out side by side. `out` takes bin, loss, left sums and total sums as six
 * doubles.
 */
export function scan(
  sums: usize,
  count: u32,
  nodeG: f64,
  nodeH: f64,
  rootGain: f32,
  lambda: f64,
  minChildWeight: f64,
  out: usize,
): void {
  let bestBin: f64 = -1;
  let bestLoss: f32 = 0;
  let bestG: f64 = 0;
  let bestH: f64 = 0;
  let g: f64 = 0;
  let h: f64 = 0;
  const two = f64x2.splat(2);
  const lambdas = f64x2.splat(lambda);
  for (let bin: u32 = 0; bin < count; bin++, sums += 16) {
    const binG = load<f64>(sums);
    const binH = load<f64>(sums, 8);
    if (binG === 0 && binH === 0) continue;
    g += binG;
    h += binH;
    const rightH = nodeH - h;
    if (!(h >= minChildWeight && rightH >= minChildWeight && h > 0 && rightH > 0)) continue;
    const gs = f64x2.replace_lane(f64x2.splat(g), 1, nodeG - g);
    const hs = f64x2.add(f64x2.replace_lane(f64x2.splat(h), 1, rightH), lambdas);
    const ws = rounded(f64x2.div(f64x2.neg(gs), hs));
    const squares = rounded(f64x2.mul(ws, ws));
    const gains = f32x4.demote_f64x2_zero(
      f64x2.neg(f64x2.add(f64x2.mul(f64x2.mul(two, gs), ws), f64x2.mul(hs, squares))),
    );
    const loss = f32x4.extract_lane(gains, 0) + f32x4.extract_lane(gains, 1) - rootGain;
    if (loss > bestLoss && loss !== f32.MAX_VALUE + f32.MAX_VALUE) {
      bestBin = bin;
      bestLoss = loss;
      bestG = g;
      bestH = h;
    }
  }
  store<f64>(out, bestBin);
  store<f64>(out, bestLoss, 8);
  store<f64>(out, bestG, 16);
  store<f64>(out, bestH, 24);
  store<f64>(out, g, 32);
  store<f64>(out, h, 40);
}

function rounded(pair: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(pair));
}
