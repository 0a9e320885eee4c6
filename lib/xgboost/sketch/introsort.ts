/** What travels with the values: weights, or numbers of rows. */
export type Payload = Float32Array | Uint32Array;

/**
 * Sorts values, each with its payload, in the very order of libstdc++'s `std::sort`, which is not stable: the order
 * of equal values decides float sums of weights and whether -0 or 0 becomes a cut.
 */
export function introsort(values: Float32Array, payload: Payload, count: number): void {
  if (count < 2) return;
  const pairs: Pairs = { values, payload };
  loop(pairs, { first: 0, last: count, depth: 2 * (31 - Math.clz32(count)) });
  finish(pairs, count);
}

interface Pairs {
  readonly values: Float32Array;
  readonly payload: Payload;
}

const SMALL = 16;

function loop(pairs: Pairs, range: { readonly first: number; readonly last: number; readonly depth: number }): void {
  const { first } = range;
  let { last, depth } = range;
  while (last - first > SMALL) {
    if (depth === 0) {
      heapsort(pairs, first, last);
      return;
    }
    depth--;
    moveMedianToFirst(pairs, first, last);
    const cut = partition(pairs, first, last);
    loop(pairs, { first: cut, last, depth });
    last = cut;
  }
}

// The median of the second, the middle and the last place becomes the pivot.
function moveMedianToFirst(pairs: Pairs, first: number, last: number): void {
  const { values } = pairs;
  const a = first + 1;
  const b = first + ((last - first) >> 1);
  const c = last - 1;
  const [va, vb, vc] = [values[a]!, values[b]!, values[c]!];
  if (va < vb) swap(pairs, first, vb < vc ? b : va < vc ? c : a);
  else swap(pairs, first, va < vc ? a : vb < vc ? c : b);
}

function partition(pairs: Pairs, pivotAt: number, end: number): number {
  const { values } = pairs;
  const pivot = values[pivotAt]!;
  let first = pivotAt + 1;
  let last = end;
  while (true) {
    while (values[first]! < pivot) first++;
    last--;
    while (pivot < values[last]!) last--;
    if (first >= last) return first;
    swap(pairs, first, last);
    first++;
  }
}

function finish(pairs: Pairs, count: number): void {
  const { values } = pairs;
  const guarded = Math.min(count, SMALL);
  for (let i = 1; i < guarded; i++) {
    if (values[i]! < values[0]!) insert(pairs, i, 0);
    else insert(pairs, i, placeOf(values, i));
  }
  for (let i = guarded; i < count; i++) insert(pairs, i, placeOf(values, i));
}

function placeOf(values: Float32Array, from: number): number {
  const value = values[from]!;
  let at = from;
  while (value < values[at - 1]!) at--;
  return at;
}

function insert({ values, payload }: Pairs, from: number, to: number): void {
  const [value, load] = [values[from]!, payload[from]!];
  values.copyWithin(to + 1, to, from);
  payload.copyWithin(to + 1, to, from);
  values[to] = value;
  payload[to] = load;
}

function swap({ values, payload }: Pairs, a: number, b: number): void {
  const [value, load] = [values[a]!, payload[a]!];
  values[a] = values[b]!;
  payload[a] = payload[b]!;
  values[b] = value;
  payload[b] = load;
}

function heapsort(pairs: Pairs, first: number, last: number): void {
  const { values, payload } = pairs;
  const length = last - first;
  for (let parent = (length - 2) >> 1; parent >= 0; parent--) {
    const held = { value: values[first + parent]!, load: payload[first + parent]! };
    siftDown(pairs, { first, hole: parent, length, ...held });
  }
  for (let end = length - 1; end > 0; end--) {
    const held = { value: values[first + end]!, load: payload[first + end]! };
    values[first + end] = values[first]!;
    payload[first + end] = payload[first]!;
    siftDown(pairs, { first, hole: 0, length: end, ...held });
  }
}

interface Sift {
  readonly first: number;
  readonly hole: number;
  readonly length: number;
  readonly value: number;
  readonly load: number;
}

// The hole sinks to the bottom first and the held pair climbs from there, as `std::__adjust_heap` does.
function siftDown({ values, payload }: Pairs, { first, hole: top, length, value, load }: Sift): void {
  const move = (from: number, to: number) => {
    values[first + to] = values[first + from]!;
    payload[first + to] = payload[first + from]!;
  };
  let hole = top;
  let child = top;
  while (child < (length - 1) >> 1) {
    child = 2 * (child + 1);
    if (values[first + child]! < values[first + child - 1]!) child--;
    move(child, hole);
    hole = child;
  }
  if ((length & 1) === 0 && child === (length - 2) >> 1) {
    child = 2 * (child + 1);
    move(child - 1, hole);
    hole = child - 1;
  }
  while (hole > top && values[first + ((hole - 1) >> 1)]! < value) {
    move((hole - 1) >> 1, hole);
    hole = (hole - 1) >> 1;
  }
  values[first + hole] = value;
  payload[first + hole] = load;
}
