import type { Summary } from "../sketch/summary.js";
import { workspace } from "./workspace.js";

/** Digits of 11 bits, three for a float32. */
const COUNTS = 3 * 2048;

/** Whole numbers up to here are float32, so that weights of 1 add up exactly. */
const MOST = 2 ** 24;

/**
 * The summary of a column whose values weigh 1 each, as `sketch` makes it with levels of `limit` entries; undefined where
 * WebAssembly does not serve: for negative zeros, whose order shows, too many values, or without memory.
 */
export function wasmSketch(values: Float32Array, limit: number): Summary | undefined {
  const rows = values.length;
  const arena = rows === 0 || rows >= MOST || limit < 2 ? undefined : workspace();
  if (arena === undefined) return undefined;
  const flushes = Math.ceil(rows / Math.min(2 * limit, rows));
  const levels = 34 - Math.clz32(flushes);
  const column = arena.floats(rows);
  const room = arena.floats(4 * limit * (6 + levels));
  const sizes = arena.words(levels).fill(0);
  const queue = arena.words(4 * limit);
  const spare = arena.words(4 * limit);
  const counts = arena.words(COUNTS);
  column.set(values);
  const [of, to, size] = [column.byteOffset, room.byteOffset, sizes.byteOffset];
  const [first, second, count] = [queue.byteOffset, spare.byteOffset, counts.byteOffset];
  const entries = arena.exports.sketchColumn(of, rows, limit, to, size, first, second, count, levels);
  const summary = entries < 0 ? undefined : taken(room, entries);
  for (const array of [column, room, sizes, queue, spare, counts]) arena.release(array);
  return summary;
}

function taken(room: Float32Array, size: number): Summary {
  const [value, minRank, maxRank, weight] = [0, 1, 2, 3].map((k) => {
    const out = new Float32Array(size);
    for (let i = 0; i < size; i++) out[i] = room[4 * i + k]!;
    return out;
  }) as [Float32Array, Float32Array, Float32Array, Float32Array];
  return { size, value, minRank, maxRank, weight };
}
