const f = Math.fround;

/**
 * A weighted quantile summary: distinct values in ascending order, each with the bounds of its
 * rank and its own weight. All columns are float32, as every sum of ranks is rounded to float32.
 */
export interface Summary {
  readonly size: number;
  readonly value: Float32Array;
  readonly minRank: Float32Array;
  readonly maxRank: Float32Array;
  readonly weight: Float32Array;
}

/** A summary of no value. */
export const EMPTY: Summary = allocate(0);

/** Room for a number of entries. */
export function allocate(size: number): Summary {
  const column = () => new Float32Array(size);
  return { size, value: column(), minRank: column(), maxRank: column(), weight: column() };
}

/** Lowest rank that the value after entry `i` can have. */
export function rankAfter({ minRank, weight }: Summary, i: number): number {
  return f(minRank[i]! + weight[i]!);
}

/** Highest rank that the value before entry `i` can have. */
export function rankBefore({ maxRank, weight }: Summary, i: number): number {
  return f(maxRank[i]! - weight[i]!);
}

/** At most `limit` entries whose ranks are spread evenly; the first and the last stay. */
export function prune(summary: Summary, limit: number): Summary {
  const { size, minRank, maxRank } = summary;
  if (size <= limit) return summary;
  if (limit === 1) return pick(summary, Int32Array.of(0));
  const begin = maxRank[0]!;
  const range = f(minRank[size - 1]! - begin);
  const steps = limit - 1;
  const kept = new Int32Array(limit);
  let count = 1;
  let last = 0;
  let i = 1;
  for (let k = 1; k < steps; k++) {
    const rank2 = f(2 * f(f(f(f(k) * range) / f(steps)) + begin));
    while (i < size - 1 && rank2 >= f(maxRank[i + 1]! + minRank[i + 1]!)) i++;
    if (i === size - 1) break;
    const nearer = rank2 < f(rankAfter(summary, i) + rankBefore(summary, i + 1)) ? i : i + 1;
    if (nearer !== last) {
      kept[count++] = nearer;
      last = nearer;
    }
  }
  if (last !== size - 1) kept[count++] = size - 1;
  return pick(summary, kept.subarray(0, count));
}

function pick(from: Summary, places: Int32Array): Summary {
  const to = allocate(places.length);
  for (let k = 0; k < places.length; k++) copy(from, places[k]!, { to, at: k });
  return to;
}

function copy(from: Summary, i: number, { to, at }: { readonly to: Summary; readonly at: number }): void {
  to.value[at] = from.value[i]!;
  to.minRank[at] = from.minRank[i]!;
  to.maxRank[at] = from.maxRank[i]!;
  to.weight[at] = from.weight[i]!;
}

/** The summary of both inputs' values together. */
export function combine(a: Summary, b: Summary): Summary {
  if (b.size === 0) return a;
  if (a.size === 0) return b;
  const out = allocate(a.size + b.size);
  let [i, j, count] = [0, 0, 0];
  let [beforeA, beforeB] = [0, 0];
  while (i < a.size && j < b.size) {
    const [va, vb] = [a.value[i]!, b.value[j]!];
    if (va === vb) {
      out.value[count] = va;
      out.minRank[count] = a.minRank[i]! + b.minRank[j]!;
      out.maxRank[count] = a.maxRank[i]! + b.maxRank[j]!;
      out.weight[count] = a.weight[i]! + b.weight[j]!;
      beforeA = rankAfter(a, i++);
      beforeB = rankAfter(b, j++);
    } else if (va < vb) {
      place(a, i, { out, at: count, below: beforeB, above: rankBefore(b, j) });
      beforeA = rankAfter(a, i++);
    } else {
      place(b, j, { out, at: count, below: beforeA, above: rankBefore(a, i) });
      beforeB = rankAfter(b, j++);
    }
    count++;
  }
  for (; i < a.size; i++) place(a, i, { out, at: count++, below: beforeB, above: b.maxRank[b.size - 1]! });
  for (; j < b.size; j++) place(b, j, { out, at: count++, below: beforeA, above: a.maxRank[a.size - 1]! });
  return straighten(cut(out, count));
}

interface Shift {
  readonly out: Summary;
  readonly at: number;
  readonly below: number;
  readonly above: number;
}

function place(from: Summary, i: number, { out, at, below, above }: Shift): void {
  out.value[at] = from.value[i]!;
  out.minRank[at] = from.minRank[i]! + below;
  out.maxRank[at] = from.maxRank[i]! + above;
  out.weight[at] = from.weight[i]!;
}

/** The first entries of a summary, without copying. */
export function cut(summary: Summary, size: number): Summary {
  const column = (of: Float32Array) => of.subarray(0, size);
  const { value, minRank, maxRank, weight } = summary;
  return { size, value: column(value), minRank: column(minRank), maxRank: column(maxRank), weight: column(weight) };
}

// Rounding may have put ranks out of order: no bound falls, and no value ends before its own weight.
function straighten(summary: Summary): Summary {
  const { size, minRank, maxRank } = summary;
  let [low, high] = [0, 0];
  for (let i = 0; i < size; i++) {
    if (minRank[i]! < low) minRank[i] = low;
    else low = minRank[i]!;
    if (maxRank[i]! < high) maxRank[i] = high;
    const after = rankAfter(summary, i);
    if (maxRank[i]! < after) maxRank[i] = after;
    high = maxRank[i]!;
  }
  return summary;
}
