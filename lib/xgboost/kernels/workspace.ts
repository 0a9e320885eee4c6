import { Arena } from "./arena.js";

let arena: Arena | undefined;

/**
 * The process's memory for work that lends nothing beyond a call: gradients, sketches, walks. Undefined where the process
 * can have no more memories.
 */
export function workspace(): Arena | undefined {
  try {
    arena ??= new Arena();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
  }
  return arena;
}
