/**
 * Sum in the order that numpy adds up: in sequence below 8 values, with 8 running sums up to 128, and by halves above.
 * `round` is `Math.fround` for float32 arrays.
 */
export function pairwiseSum(values: ArrayLike<number>, round: (x: number) => number = (x) => x): number {
  return sumOf(0, values.length);

  function sumOf(from: number, count: number): number {
    if (count < 8) {
      let sum = 0;
      for (let i = 0; i < count; i++) sum = round(sum + values[from + i]!);
      return sum;
    }
    if (count <= 128) return eightfold(from, count);
    const half = Math.floor(count / 2);
    const first = half - (half % 8);
    return round(sumOf(from, first) + sumOf(from + first, count - first));
  }

  function eightfold(from: number, count: number): number {
    const sums = Array.from({ length: 8 }, (_, i) => values[from + i]!);
    const whole = count - (count % 8);
    for (let i = 8; i < whole; i += 8) {
      for (let k = 0; k < 8; k++) sums[k] = round(sums[k]! + values[from + i + k]!);
    }
    const pair = (k: number) => round(sums[k]! + sums[k + 1]!);
    let sum = round(round(pair(0) + pair(2)) + round(pair(4) + pair(6)));
    for (let i = whole; i < count; i++) sum = round(sum + values[from + i]!);
    return sum;
  }
}
