import type { LeafSums } from "../kernels/add-leaves.js";
import type { Arena } from "../kernels/arena.js";
import type {
  GradientRows,
  KernelLoss,
  NodeBuild,
  NodeHistogram,
  NodeSource,
  SearchRules,
} from "../kernels/kernels.js";
import type { DensePartition } from "../kernels/partition-rows.js";
import { gatheredBytes, WasmKernels } from "../kernels/wasm-kernels.js";
import type { Task } from "./control.js";
import { openSession, type Session } from "./crew.js";
import { sharesAlways } from "./thread-count.js";

/** Cells of a histogram, or what takes as long, that are worth waking a thread for: some tens of microseconds. */
const WORTH = 32_768;

/** Rows that are sent left or right in that time. */
const ROWS = 16_384;

/** Tasks for every thread, so that all end at about the same time. */
const SHARES = 3;

/** Features that a task has at least, as the histogram takes them four at a time. */
const FEATURES = 4;

/** Where the smallest work is shared, so that small data shows what threads do. */
const TINY = 64;

/**
 * The kernels of a memory, done by several threads. A slot of a histogram belongs to one task, which adds its rows in
 * their order, and rows are put back in their order: nothing depends on who does what.
 */
export class CrewKernels extends WasmKernels {
  readonly threads: number;
  readonly #session: Session;
  readonly #rooms: Uint8Array;
  #lefts: Uint32Array | undefined;

  constructor(store: Arena, { threads, rowBytes }: { readonly threads: number; readonly rowBytes: number }) {
    super(store);
    this.threads = threads;
    const bytes = gatheredBytes(rowBytes);
    this.#rooms = store.bytes(bytes * threads);
    const { byteOffset } = this.#rooms;
    this.#session = openSession(store, threads, (seat) => byteOffset + seat * bytes);
  }

  /** Lets go of the threads; the memory stays. */
  override close(): void {
    this.#session.close();
    this.store.release(this.#rooms);
    if (this.#lefts !== undefined) this.store.release(this.#lefts);
    super.close();
  }

  override buildNodes(source: NodeSource, nodes: readonly NodeBuild[]): void {
    const { cols, slots, bins } = source;
    // A search takes about as long for two bins as a histogram for a row's nine cells.
    const search = 4 * slots[cols]!;
    const costs = nodes.map(
      ({ from, to, searchesBuilt, searchesRest }) =>
        (to - from) * cols + search * (Number(searchesBuilt) + Number(searchesRest)),
    );
    const total = costs.reduce((sum, cost) => sum + cost, 0);
    if (bins instanceof Uint32Array || !isWorth(total, WORTH)) {
      super.buildNodes(source, nodes);
      return;
    }
    this.takeRoom(source);
    const of = this.placed(source);
    // Each stretch of features reads all rows of its node again, so that there are no more than threads.
    const share = Math.max(total / this.threads, least(WORTH));
    const tasks = nodes.flatMap(({ from, to, built, rest, searchesBuilt, searchesRest }, k) => {
      const searches = Number(searchesBuilt) | (Number(searchesRest) << 1);
      const args = [of, from, to, built.sums.byteOffset, rest?.sums.byteOffset ?? 0, searches];
      return stretches(cols, costs[k]! / share).map(([first, end]) => ({
        cost: (costs[k]! * (end - first)) / cols,
        task: { kernel: "buildNode", args: [...args, first, end] } satisfies Task,
      }));
    });
    // The longest first: what is left at the end is short.
    this.#session.run(tasks.sort((a, b) => b.cost - a.cost).map(({ task }) => task));
  }

  override searchNodes(rules: SearchRules, nodes: readonly NodeHistogram[]): void {
    const { cols, slots } = rules;
    const total = 4 * slots[cols]! * nodes.length;
    if (!isWorth(total, WORTH)) {
      super.searchNodes(rules, nodes);
      return;
    }
    const of = this.placed(rules);
    const parts = stretches(cols, SHARES * this.threads);
    const tasks = nodes.flatMap(({ sums }) =>
      parts.map(([first, end]): Task => ({ kernel: "searchNode", args: [of, sums.byteOffset, first, end] })),
    );
    this.#session.run(tasks);
  }

  override partitionRows(jobs: readonly DensePartition[]): readonly number[] {
    const total = jobs.reduce((sum, { from, to }) => sum + to - from, 0);
    if (jobs.some(({ bins }) => bins instanceof Uint32Array) || !isWorth(total, ROWS)) return super.partitionRows(jobs);
    const share = Math.max(total / (SHARES * this.threads), least(ROWS));
    const parts = jobs.flatMap((job) => rowStretches(job, share).map(([from, to]) => ({ job, from, to })));
    const [{ rowIndex }] = jobs as readonly [DensePartition];
    this.#lefts ??= this.store.words(rowIndex.length);
    const lefts = this.#lefts;
    const counts = this.store.words(parts.length);
    this.#session.run(
      parts.map(({ job: { bins, column: at, stride, goesLeft, table, scratch }, from, to }, k) => {
        const bytes = bins.BYTES_PER_ELEMENT;
        const column = [bytes, bins.byteOffset + at * bytes, stride, goesLeft.byteOffset + table];
        const sides = [lefts.byteOffset + 4 * from, scratch.byteOffset + 4 * from, counts.byteOffset + 4 * k];
        return { kernel: "sendRows", args: [...column, rowIndex.byteOffset, from, to, ...sides] };
      }),
    );
    const left = new Map(jobs.map((job) => [job, 0]));
    for (const [k, { job }] of parts.entries()) left.set(job, left.get(job)! + counts[k]!);
    this.#session.run(this.#returning(parts, { counts, left }));
    this.store.release(counts);
    return jobs.map((job) => left.get(job)!);
  }

  override addLeaves(job: LeafSums): void {
    const { margins, first, stride, rowIndex, leaves } = job;
    const total = leaves.reduce((sum, { from, to }) => sum + to - from, 0);
    if (!this.store.holds(margins) || !isWorth(total, ROWS)) {
      super.addLeaves(job);
      return;
    }
    const [to, index] = [margins.byteOffset + 4 * first, rowIndex.byteOffset];
    const share = Math.max(total / (SHARES * this.threads), least(ROWS));
    const parts = leaves.flatMap((leaf) => rowStretches(leaf, share).map((part) => [...part, leaf.value] as const));
    this.#session.run(parts.map((part): Task => ({ kernel: "addLeaf", args: [to, 4 * stride, index, ...part] })));
  }

  override gradients(loss: KernelLoss, rows: GradientRows): boolean {
    const to = rows.labels.length;
    if (!isWorth(to, ROWS)) return super.gradients(loss, rows);
    if (!this.holds(rows)) return false;
    const parts = rowStretches({ from: 0, to }, Math.max(to / (SHARES * this.threads), least(ROWS)));
    const args = parts.map(([first, end]) => this.pairArgs(loss, rows, { from: first, to: end }));
    this.#session.run(args.map((each): Task => ({ kernel: loss, args: each })));
    return true;
  }

  // Lefts of all parts come first, in the order of the parts, then the others.
  #returning(
    parts: readonly Part[],
    { counts, left }: { readonly counts: Uint32Array; readonly left: ReadonlyMap<DensePartition, number> },
  ): readonly Task[] {
    let [job, toLeft, toRight]: [DensePartition | undefined, number, number] = [undefined, 0, 0];
    return parts.flatMap((part, k): readonly Task[] => {
      if (part.job !== job) {
        job = part.job;
        toLeft = job.from;
        toRight = job.from + left.get(job)!;
      }
      const { scratch, rowIndex } = part.job;
      const lefts = counts[k]!;
      const rights = part.to - part.from - lefts;
      const [atLeft, atRight] = [toLeft, toRight];
      toLeft += lefts;
      toRight += rights;
      const sources = [this.#lefts!.byteOffset + 4 * part.from, scratch.byteOffset + 4 * part.from] as const;
      return [
        { kernel: "copyWords", args: [sources[0], rowIndex.byteOffset + 4 * atLeft, lefts] },
        { kernel: "copyWords", args: [sources[1], rowIndex.byteOffset + 4 * atRight, rights] },
      ];
    });
  }
}

function least(work: number): number {
  return sharesAlways() ? TINY : work;
}

function isWorth(work: number, of: number): boolean {
  return work >= 2 * least(of);
}

/** Some rows of a job. */
interface Part {
  readonly job: DensePartition;
  readonly from: number;
  readonly to: number;
}

// About so many stretches of features, of whole fours.
function stretches(cols: number, count: number): readonly (readonly [first: number, end: number])[] {
  const fours = Math.ceil(cols / FEATURES);
  const parts = Math.max(1, Math.min(fours, Math.round(count)));
  return Array.from({ length: parts }, (_, k) => {
    const bound = (part: number) => Math.min(cols, FEATURES * Math.round((fours * part) / parts));
    return [bound(k), bound(k + 1)] as const;
  });
}

function rowStretches(
  { from, to }: { readonly from: number; readonly to: number },
  share: number,
): readonly (readonly [first: number, end: number])[] {
  const parts = Math.max(1, Math.min(to - from, Math.round((to - from) / share)));
  const bound = (part: number) => from + Math.round(((to - from) * part) / parts);
  return Array.from({ length: parts }, (_, k) => [bound(k), bound(k + 1)] as const);
}
