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
  addLeaf(margins: number, stride: number, rowIndex: number, from: number, to: number, value: number): void;
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

/** Kernels that threads do for one another, by the places that tasks name them with. */
export const SHARED_KERNELS = [
  "buildNode",
  "searchNode",
  "sendRows",
  "copyWords",
  "addLeaf",
  "logistic",
  "squared",
] as const;

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

/** A WebAssembly memory. */
export interface Memory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyTypes };

/** Compiles the module. */
export function compile(bytes: Uint8Array): object {
  return new WebAssembly.Module(bytes);
}

/** A memory that threads can share; throws a `RangeError` where the process can have no more of them. */
export function makeMemory(pages: number): Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: pages, shared: true });
}

/** The kernels over a memory. */
export function instantiate(module: object, memory: Memory): Exports {
  // The module is ours, and a spec calls each export.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;
}
