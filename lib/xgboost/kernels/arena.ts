import { moduleText } from "./gen/module.js";
import { compile, type Exports, instantiate, type Memory, makeMemory } from "./instantiate.js";
import type { Store } from "./kernels.js";

let compiled: object | undefined;

const PAGE = 65536;
const PAGES = 65536;

/** Bytes behind the last block that kernels may read, who take 16 at a time. */
const SLACK = 64;

/**
 * A WebAssembly memory with the kernels in it. Blocks are handed out upwards, and again by their size once they are
 * released. The memory is a shared one: arrays over it stay good when it grows. Goes when nothing refers to it.
 */
export class Arena implements Store {
  readonly exports: Exports;
  /** What another thread makes the same kernels of. */
  readonly module: object;
  readonly memory: Memory;
  readonly #free = new Map<number, number[]>();
  // A memory that grows gets another buffer over the same bytes; arrays keep the one that they were made over.
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  #end = 64;

  /** Throws a `RangeError` where the process can have no more memories. */
  constructor() {
    compiled ??= compile(Buffer.from(moduleText, "base64"));
    this.module = compiled;
    this.memory = makeMemory(PAGES);
    this.exports = instantiate(compiled, this.memory);
    this.#buffers.add(this.memory.buffer);
  }

  /** The memory's bytes, those that it may yet grow to included. */
  get buffer(): SharedArrayBuffer {
    return this.memory.buffer;
  }

  holds({ buffer }: ArrayBufferView): boolean {
    return this.#buffers.has(buffer);
  }

  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return new Uint8Array(this.memory.buffer, at, length);
  }

  shorts(length: number): Uint16Array {
    const at = this.#take(2 * length);
    return new Uint16Array(this.memory.buffer, at, length);
  }

  words(length: number): Uint32Array {
    const at = this.#take(4 * length);
    return new Uint32Array(this.memory.buffer, at, length);
  }

  floats(length: number): Float32Array {
    const at = this.#take(4 * length);
    return new Float32Array(this.memory.buffer, at, length);
  }

  doubles(length: number): Float64Array {
    const at = this.#take(8 * length);
    return new Float64Array(this.memory.buffer, at, length);
  }

  release(array: Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array): void {
    const size = blockOf(array.byteLength);
    const free = this.#free.get(size);
    if (free === undefined) this.#free.set(size, [array.byteOffset]);
    else free.push(array.byteOffset);
  }

  #take(bytes: number): number {
    const size = blockOf(bytes);
    const used = this.#free.get(size)?.pop();
    if (used !== undefined) return used;
    const at = this.#end;
    const missing = at + size + SLACK - this.memory.buffer.byteLength;
    if (missing > 0) {
      this.memory.grow(Math.ceil(missing / PAGE));
      this.#buffers.add(this.memory.buffer);
    }
    this.#end = at + size;
    return at;
  }
}

// Whole cache lines, in four sizes up to the next power of two, so that what is released fits again.
function blockOf(bytes: number): number {
  const step = Math.max(64, 2 ** (29 - Math.clz32(bytes)));
  return Math.max(1, Math.ceil(bytes / step)) * step;
}
