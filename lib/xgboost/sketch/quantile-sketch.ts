import { prefersWasm } from "../kernels/choose-kernels.js";
import { wasmSketch } from "../kernels/wasm-sketch.js";
import { introsort } from "./introsort.js";
import { allocate, combine, cut, EMPTY, prune, type Summary } from "./summary.js";

const f = Math.fround;

/** One column's values in row order, with their sample weights; `weights` empty means 1 for all. */
export interface Weighed {
  readonly values: Float32Array;
  readonly weights: Float32Array;
}

/**
 * Summarises one column for at most `maxBin` bins (WQuantileSketch): values queue up, full queues
 * are sorted and merged into levels, each level being pruned to the same size.
 */
export function sketch({ values, weights }: Weighed, maxBin: number): Summary {
  const limit = sizeLimit(values.length, epsilon(maxBin, values.length));
  if (weights.length === 0 && prefersWasm(8 * values.length)) {
    const summary = wasmSketch(values, limit);
    if (summary !== undefined) return summary;
  }
  const queue = new Queue(Math.min(2 * limit, Math.max(1, values.length)));
  const levels: Summary[] = [];
  let pushed = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights.length === 0 ? 1 : weights[row]!;
    if (weight === 0) continue;
    pushed++;
    if (!queue.take(values[row]!, weight)) {
      stack(levels, queue.flush(), limit);
      queue.take(values[row]!, weight);
    }
  }
  stack(levels, queue.flush(), limit);
  return joinLevels(levels, { limit, pushed, maxBin });
}

interface Finish {
  readonly limit: number;
  readonly pushed: number;
  readonly maxBin: number;
}

function joinLevels(levels: readonly Summary[], { limit, pushed, maxBin }: Finish): Summary {
  const target = sizeLimit(pushed, epsilon(maxBin, pushed));
  let out = EMPTY;
  for (const level of levels) out = prune(combine(out, level), Math.max(target, limit));
  return prune(out, target);
}

/**
 * As {@link sketch}, for values in ascending order, as `approx` sketches a column with the hessians of its rows
 * (PushSorted): at most `maxBin` values at even weights go in, or all distinct ones where they are no more.
 */
export function sketchSorted(column: Weighed, maxBin: number): Summary {
  const { values, weights } = column;
  const limit = sizeLimit(values.length, epsilon(maxBin, values.length));
  const levels: Summary[] = [];
  if (values.length > 0) stack(levels, pruneSorted(column, maxBin), limit);
  const pushed = weights.reduce((count, weight) => count + Number(weight !== 0), 0);
  return joinLevels(levels, { limit, pushed, maxBin });
}

function epsilon(maxBin: number, count: number): number {
  return 1 / Math.min(maxBin, Math.max(1, count));
}

// Sums are doubles here; entries are rounded to float32 when they are kept (SetPruneSorted).
function pruneSorted({ values, weights }: Weighed, limit: number): Summary {
  const runs: { readonly value: number; readonly weight: number }[] = [];
  for (let i = 0; i < values.length; ) {
    const value = values[i]!;
    let weight = 0;
    for (; i < values.length && values[i] === value; i++) weight += weights[i]!;
    runs.push({ value, weight });
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const keepsAll = runs.length <= limit;
  const out = allocate(Math.min(runs.length, limit + 1));
  let size = 0;
  let goal = 0;
  let rank = 0;
  runs.forEach(({ value, weight }, i) => {
    const after = rank + weight;
    const isLast = i === runs.length - 1;
    if (keepsAll || isLast || (after >= goal && size !== limit)) {
      out.value[size] = value;
      out.minRank[size] = rank;
      out.maxRank[size] = after;
      out.weight[size] = weight;
      size++;
      goal = size === limit ? total * 2 + f(1e-5) : f((size * total) / limit);
    }
    rank = after;
  });
  return cut(out, size);
}

// WQSketch::LimitSizeLevel with kFactor 2: entries that a level must keep so that ranks stay within `eps`.
function sizeLimit(count: number, eps: number): number {
  if (count === 0) return 1;
  for (let levels = 1; ; levels++) {
    const size = Math.min(count, Math.ceil(levels / (eps / 2)) + 1);
    if (2 ** levels * size >= count) return size;
  }
}

function stack(levels: Summary[], flushed: Summary, limit: number): void {
  let summary = flushed;
  for (let level = 0; ; level++) {
    summary = combine(prune(summary, limit), levels[level] ?? EMPTY);
    if (summary.size <= limit) {
      levels[level] = summary;
      return;
    }
    levels[level] = EMPTY;
  }
}

/** Values that wait to be sorted; equal ones in a row share a place. */
class Queue {
  readonly #values: Float32Array;
  readonly #weights: Float32Array;
  readonly #capacity: number;
  #count = 0;
  // Where all weights are 1 and no zero is negative, the order among equal values shows nowhere: any sort will do.
  #plain = true;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#values = new Float32Array(capacity);
    this.#weights = new Float32Array(capacity);
  }

  /** False when the queue is full and must be flushed first. */
  take(value: number, weight: number): boolean {
    const last = this.#count - 1;
    if (last >= 0 && this.#values[last] === value) {
      this.#weights[last]! += weight;
      this.#plain = false;
      return true;
    }
    if (this.#count === this.#capacity) return false;
    if (weight !== 1 || Object.is(value, -0)) this.#plain = false;
    this.#values[this.#count] = value;
    this.#weights[this.#count++] = weight;
    return true;
  }

  flush(): Summary {
    const count = this.#count;
    if (this.#plain) this.#values.subarray(0, count).sort();
    else introsort(this.#values, this.#weights, count);
    this.#count = 0;
    this.#plain = true;
    return merge(this.#values, this.#weights, count);
  }
}

function merge(values: Float32Array, weights: Float32Array, count: number): Summary {
  const out = allocate(count);
  let size = 0;
  let sum = 0;
  for (let i = 0; i < count; ) {
    const value = values[i]!;
    let weight = weights[i++]!;
    while (i < count && values[i] === value) weight = f(weight + weights[i++]!);
    const after = f(sum + weight);
    out.value[size] = value;
    out.minRank[size] = sum;
    out.maxRank[size] = after;
    out.weight[size] = weight;
    sum = after;
    size++;
  }
  return cut(out, size);
}
