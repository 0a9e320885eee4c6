import { moduleText } from "./gen/module.js";
import type { Store } from "./kernels.js";

/** What the WebAssembly module exports; arrays are byte offsets into its memory. */
export interface Exports {
  bin8(data: number, rows: number, cols: number, cuts: number, starts: number, out: number): void;
  bin16(data: number, rows: number, cols: number, cuts: number, starts: number, out: number): void;
  useRoom(at: number): void;
  buildNode: (
    ...job: [
      source: number,
      from: number,
      to: number,
      out: number,
      parent: number,
      searches: number,
      first: number,
      end: number,
    ]
  ) => void;
  searchNode(rules: number, sums: number, first: number, end: number): void;
  partition: (...job: PartitionJob) => number;
  sendRows: (...job: [...PartitionJob, right: number, count: number]) => void;
  copyWords(from: number, to: number, count: number): void;
  logistic: (
    ...job: [
      margins: number,
      labels: number,
      weights: number,
      rows: number,
      positive: number,
      roots: number,
      out: number,
    ]
  ) => void;
  squared: (
    ...job: [margins: number, labels: number, weights: number, rows: number, positive: number, out: number]
  ) => void;
  sigmoids(margins: number, rows: number, roots: number): void;
  sketchColumn: (
    ...job: [
      column: number,
      rows: number,
      limit: number,
      room: number,
      sizes: number,
      queue: number,
      spare: number,
      counts: number,
      levels: number,
    ]
  ) => number;
  walk: (
    ...job: [
      nodes: number,
      values: number,
      depth: number,
      weight: number,
      data: number,
      rows: number,
      width: number,
      out: number,
      stride: number,
    ]
  ) => void;
}

type PartitionJob = [
  width: number,
  column: number,
  stride: number,
  goesLeft: number,
  rowIndex: number,
  from: number,
  to: number,
  left: number,
];

// The types of Node say nothing of these.
interface WebAssemblyTypes {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => Memory;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

interface Memory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

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
  readonly #memory: Memory;
  readonly #free = new Map<number, number[]>();
  #end = 64;

  /** Throws a `RangeError` where the process can have no more memories. */
  constructor() {
    const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyTypes };
    compiled ??= new WebAssembly.Module(Buffer.from(moduleText, "base64"));
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: PAGES, shared: true });
    // The module is ours, and a spec calls each export.
    this.exports = new WebAssembly.Instance(compiled, { env: { memory: this.#memory } }).exports as Exports;
  }

  /** The memory's bytes, those that it may yet grow to included. */
  get buffer(): SharedArrayBuffer {
    return this.#memory.buffer;
  }

  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return new Uint8Array(this.#memory.buffer, at, length);
  }

  shorts(length: number): Uint16Array {
    const at = this.#take(2 * length);
    return new Uint16Array(this.#memory.buffer, at, length);
  }

  words(length: number): Uint32Array {
    const at = this.#take(4 * length);
    return new Uint32Array(this.#memory.buffer, at, length);
  }

  floats(length: number): Float32Array {
    const at = this.#take(4 * length);
    return new Float32Array(this.#memory.buffer, at, length);
  }

  doubles(length: number): Float64Array {
    const at = this.#take(8 * length);
    return new Float64Array(this.#memory.buffer, at, length);
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
    const missing = at + size + SLACK - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    this.#end = at + size;
    return at;
  }
}

// Whole cache lines, in four sizes up to the next power of two, so that what is released fits again.
function blockOf(bytes: number): number {
  const step = Math.max(64, 2 ** (29 - Math.clz32(bytes)));
  return Math.max(1, Math.ceil(bytes / step)) * step;
}
