// Entries are 16 bytes: value, lowest rank, highest rank, weight. Room for 2 * limit entries each: three buffers, then, of
// `limit` entries, one level after the other.

/**
 * As `sketch` without weights: leaves the summary in the first buffer and gives its size, or -1 where a zero is negative.
 * `sizes` takes one word a level, cleared; `queue` and `spare` hold 2 * limit pairs of 8 bytes, `counts` 3 * 2048 words.
 */
export function sketchColumn(
  column: usize,
  rows: u32,
  limit: u32,
  room: usize,
  sizes: usize,
  queue: usize,
  spare: usize,
  counts: usize,
  levels: u32,
): i32 {
  const capacity = min<u32>(2 * limit, rows);
  const width = (<usize>limit) << 5;
  const flushed = room;
  const pruned = room + width;
  const joined = pruned + width;
  const stored = joined + width;
  let count: u32 = 0;
  let last: u32 = 0xffffffff;
  for (let row: u32 = 0; row < rows; row++, column += 4) {
    const bits = load<u32>(column);
    if (bits === 0x80000000) return -1;
    const at = queue + ((<usize>count) << 3);
    if (count > 0 && bits === last) {
      store<u32>(at - 8, load<u32>(at - 8) + 1);
      continue;
    }
    if (count === capacity) {
      const size = flush(queue, spare, counts, count, flushed);
      stack(flushed, size, limit, pruned, joined, stored, sizes);
      count = 0;
    }
    const place = queue + ((<usize>count) << 3);
    // Weight below, and above it the value's bits in an order that is that of the values.
    store<u32>(place, 1);
    store<u32>(place, bits ^ (<u32>(<i32>bits >> 31) | 0x80000000), 4);
    last = bits;
    count++;
  }
  stack(flushed, flush(queue, spare, counts, count, flushed), limit, pruned, joined, stored, sizes);
  let size: u32 = 0;
  for (let level: u32 = 0; level < levels; level++) {
    const more = load<u32>(sizes + ((<usize>level) << 2));
    if (more === 0) continue;
    const from = stored + <usize>level * (width >> 1);
    if (size === 0) {
      memory.copy(flushed, from, (<usize>more) << 4);
      size = more;
    } else {
      size = combine(flushed, size, from, more, joined);
      if (size > limit) size = prune(joined, size, limit, flushed);
      else memory.copy(flushed, joined, (<usize>size) << 4);
    }
  }
  return size;
}

function flush(queue: usize, spare: usize, counts: usize, count: u32, out: usize): u32 {
  memory.fill(counts, 0, 3 * 2048 * 4);
  const end = queue + ((<usize>count) << 3);
  for (let at = queue; at < end; at += 8) {
    const key = load<u32>(at, 4);
    bump(counts + ((<usize>(key & 2047)) << 2));
    bump(counts + 8192 + ((<usize>((key >> 11) & 2047)) << 2));
    bump(counts + 16384 + ((<usize>(key >> 22)) << 2));
  }
  for (let pass: usize = 0; pass < 3; pass++) {
    let sum: u32 = 0;
    const first = counts + pass * 8192;
    for (let at = first; at < first + 8192; at += 4) {
      const many = load<u32>(at);
      store<u32>(at, sum);
      sum += many;
    }
  }
  scatter(queue, spare, count, counts, 0);
  scatter(spare, queue, count, counts + 8192, 11);
  scatter(queue, spare, count, counts + 16384, 22);
  return merge(spare, count, out);
}

function bump(at: usize): void {
  store<u32>(at, load<u32>(at) + 1);
}

function scatter(from: usize, to: usize, count: u32, places: usize, shift: u32): void {
  const end = from + ((<usize>count) << 3);
  for (; from < end; from += 8) {
    const at = places + ((<usize>((load<u32>(from, 4) >> shift) & 2047)) << 2);
    const place = load<u32>(at);
    store<u32>(at, place + 1);
    store<u64>(to + ((<usize>place) << 3), load<u64>(from));
  }
}

function merge(sorted: usize, count: u32, out: usize): u32 {
  const end = sorted + ((<usize>count) << 3);
  let to = out;
  let sum: f32 = 0;
  while (sorted < end) {
    const key = load<u32>(sorted, 4);
    let weight = <f32>load<u32>(sorted);
    sorted += 8;
    while (sorted < end && load<u32>(sorted, 4) === key) {
      weight += <f32>load<u32>(sorted);
      sorted += 8;
    }
    const after = sum + weight;
    store<u32>(to, key & 0x80000000 ? key ^ 0x80000000 : ~key);
    store<f32>(to, sum, 4);
    store<f32>(to, after, 8);
    store<f32>(to, weight, 12);
    sum = after;
    to += 16;
  }
  return ((to - out) >> 4) as u32;
}

function stack(flushed: usize, size: u32, limit: u32, pruned: usize, joined: usize, stored: usize, sizes: usize): void {
  let current = flushed;
  for (let level = stored; ; level += (<usize>limit) << 4, sizes += 4) {
    if (size > limit) {
      size = prune(current, size, limit, pruned);
      current = pruned;
    }
    const had = load<u32>(sizes);
    if (had > 0) {
      size = combine(current, size, level, had, joined);
      current = joined;
    }
    if (size <= limit) {
      memory.copy(level, current, (<usize>size) << 4);
      store<u32>(sizes, size);
      return;
    }
    store<u32>(sizes, 0);
  }
}

function prune(from: usize, size: u32, limit: u32, out: usize): u32 {
  const begin = load<f32>(from, 8);
  const end = from + ((<usize>(size - 1)) << 4);
  const range = load<f32>(end, 4) - begin;
  const steps = limit - 1;
  v128.store(out, v128.load(from));
  let to = out + 16;
  let last = from;
  let i = from + 16;
  for (let k: u32 = 1; k < steps; k++) {
    const rank2: f32 = <f32>2 * ((<f32>k * range) / <f32>steps + begin);
    while (i < end && rank2 >= load<f32>(i, 24) + load<f32>(i, 20)) i += 16;
    if (i === end) break;
    const nearer = rank2 < load<f32>(i, 4) + load<f32>(i, 12) + (load<f32>(i, 24) - load<f32>(i, 28)) ? i : i + 16;
    if (nearer !== last) {
      v128.store(to, v128.load(nearer));
      to += 16;
      last = nearer;
    }
  }
  if (last !== end) {
    v128.store(to, v128.load(end));
    to += 16;
  }
  return ((to - out) >> 4) as u32;
}

function combine(a: usize, sizeA: u32, b: usize, sizeB: u32, out: usize): u32 {
  const endA = a + ((<usize>sizeA) << 4);
  const endB = b + ((<usize>sizeB) << 4);
  let beforeA: f32 = 0;
  let beforeB: f32 = 0;
  let to = out;
  while (a < endA && b < endB) {
    const va = load<f32>(a);
    const vb = load<f32>(b);
    if (va === vb) {
      store<f32>(to, va);
      store<f32>(to, load<f32>(a, 4) + load<f32>(b, 4), 4);
      store<f32>(to, load<f32>(a, 8) + load<f32>(b, 8), 8);
      store<f32>(to, load<f32>(a, 12) + load<f32>(b, 12), 12);
      beforeA = load<f32>(a, 4) + load<f32>(a, 12);
      beforeB = load<f32>(b, 4) + load<f32>(b, 12);
      a += 16;
      b += 16;
    } else if (va < vb) {
      place(a, to, beforeB, load<f32>(b, 8) - load<f32>(b, 12));
      beforeA = load<f32>(a, 4) + load<f32>(a, 12);
      a += 16;
    } else {
      place(b, to, beforeA, load<f32>(a, 8) - load<f32>(a, 12));
      beforeB = load<f32>(b, 4) + load<f32>(b, 12);
      b += 16;
    }
    to += 16;
  }
  for (; a < endA; a += 16, to += 16) place(a, to, beforeB, load<f32>(endB - 8));
  for (; b < endB; b += 16, to += 16) place(b, to, beforeA, load<f32>(endA - 8));
  straighten(out, to);
  return ((to - out) >> 4) as u32;
}

function place(from: usize, to: usize, below: f32, above: f32): void {
  store<f32>(to, load<f32>(from));
  store<f32>(to, load<f32>(from, 4) + below, 4);
  store<f32>(to, load<f32>(from, 8) + above, 8);
  store<f32>(to, load<f32>(from, 12), 12);
}

function straighten(from: usize, end: usize): void {
  let low: f32 = 0;
  let high: f32 = 0;
  for (; from < end; from += 16) {
    if (load<f32>(from, 4) < low) store<f32>(from, low, 4);
    else low = load<f32>(from, 4);
    if (load<f32>(from, 8) < high) store<f32>(from, high, 8);
    const after = load<f32>(from, 4) + load<f32>(from, 12);
    if (load<f32>(from, 8) < after) store<f32>(from, after, 8);
    high = load<f32>(from, 8);
  }
}
