/** Points of the rule: enough for trees whose paths hold up to 15 features, and fixed in xgboost. */
export const points = 8;

/** Gauss-Legendre rule on [0, 1] after the substitution x = s², in float32, ascending. */
export const rule = endpointRule();

function endpointRule(): { readonly nodes: Float32Array; readonly weights: Float32Array } {
  const nodes = new Float32Array(points);
  const weights = new Float32Array(points);
  for (let i = 0; i < points; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (points + 0.5));
    for (let step = 0; step < 64; step++) {
      const change = legendre(points, x) / slope(x);
      x -= change;
      if (Math.abs(change) < 1e-15) break;
    }
    const s = 0.5 * (x + 1);
    const weight = 2 / ((1 - x * x) * slope(x) * slope(x));
    nodes[points - 1 - i] = s * s;
    weights[points - 1 - i] = 2 * s * (0.5 * weight);
  }
  return { nodes, weights };
}

function legendre(n: number, x: number): number {
  let [before, value] = [1, x];
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return value;
}

function slope(x: number): number {
  return (points * (x * legendre(points, x) - legendre(points - 1, x))) / (x * x - 1);
}
