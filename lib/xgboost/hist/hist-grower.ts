import type { Grown, GrowthJob, TreeGrower } from "../growth/grown.js";
import { limitsOf } from "../growth/interaction.js";
import { TreeBuilder } from "../growth/tree-builder.js";
import type { TreeParameters } from "../growth/tree-parameters.js";
import { lendKernels } from "../kernels/choose-kernels.js";
import type { Kernels } from "../kernels/kernels.js";
import { typescriptKernels } from "../kernels/typescript-kernels.js";
import { WasmKernels } from "../kernels/wasm-kernels.js";
import type { Binned } from "../matrix/binned.js";
import type { GradientPairs } from "../objective.js";
import { ColumnSampler } from "../sampling/column-sampler.js";
import { sampledPairs } from "../sampling/row-sampler.js";
import { CrewKernels } from "../threads/crew-kernels.js";
import { HistogramPool } from "./histogram-pool.js";
import { RowPartition } from "./row-partition.js";
import { type GrowthInput, TreeGrowth } from "./tree-growth.js";

/** Parameters of trees, and the number of threads that grow them. */
export interface HistParameters extends TreeParameters {
  readonly threads: number;
}

// Bins in plain arrays, copied to where WebAssembly reads them.
function lent(binned: Binned): Binned | undefined {
  if (binned.kind !== "dense" || binned.kernels !== typescriptKernels) return undefined;
  const kernels = lendKernels(binned.bins.length);
  if (kernels === undefined) return undefined;
  const { store } = kernels;
  const { length, BYTES_PER_ELEMENT: bytes } = binned.bins;
  const bins = bytes === 1 ? store.bytes(length) : bytes === 2 ? store.shorts(length) : store.words(length);
  const slots = store.words(binned.slots.length);
  bins.set(binned.bins);
  slots.set(binned.slots);
  return { ...binned, bins, slots, kernels };
}

function crewOf(binned: Binned, threads: number): CrewKernels | undefined {
  if (threads <= 1 || binned.kind !== "dense" || !(binned.kernels instanceof WasmKernels)) return undefined;
  const rowBytes = binned.cols * binned.bins.BYTES_PER_ELEMENT;
  return new CrewKernels(binned.kernels.store, { threads, rowBytes });
}

/** Binned values and the memory for trees on them. */
export class Workshop {
  readonly binned: Binned;
  readonly tree = new TreeBuilder();
  readonly partition: RowPartition;
  readonly pool: HistogramPool;
  #pairs: Float32Array | undefined;
  readonly #placed: Binned;
  readonly #crew: CrewKernels | undefined;

  constructor(binned: Binned, threads: number) {
    this.binned = binned;
    const own = lent(binned) ?? binned;
    this.#crew = crewOf(own, threads);
    const placed = this.#crew === undefined ? own : { ...own, kernels: this.#crew };
    this.#placed = placed;
    this.partition = new RowPartition(placed);
    const { store } = placed.kernels;
    this.pool = new HistogramPool({ slots: binned.slots[binned.cols]!, cols: binned.cols }, store);
  }

  /** Gives its memory back to the matrix; nothing can be grown any more. */
  close(): void {
    this.partition.close();
    this.pool.close();
    const placed = this.#placed;
    const { store } = placed.kernels;
    if (this.#pairs !== undefined) store.release(this.#pairs);
    this.#crew?.close();
    if (this.binned.kernels.store === store || placed.kind !== "dense") return;
    store.release(placed.bins);
    store.release(placed.slots);
  }

  /** What trees are grown with. */
  get kernels(): Kernels {
    return this.#placed.kernels;
  }

  // Copied, unless they lie where kernels read them.
  #placedPairs(pairs: GradientPairs): GradientPairs {
    const { store } = this.kernels;
    if (store.holds(pairs)) return pairs;
    this.#pairs ??= store.floats(2 * this.binned.rows);
    this.#pairs.set(pairs);
    return this.#pairs;
  }

  /** Grows a tree; what it gives is good until the next one. */
  grow(input: Pick<GrowthInput, "parameters" | "sampler" | "pairs" | "eta" | "rootFrom" | "limits">): Grown {
    const { tree, partition, pool } = this;
    const binned = this.#placed;
    const pairs = this.#placedPairs(input.pairs);
    tree.reset();
    partition.reset();
    new TreeGrowth({ ...input, pairs, tree, partition, pool, binned }).run();
    pool.clear();
    return {
      tree: tree.finish(binned.cols),
      addLeaves(margins, { group, groups }) {
        const leaves = Array.from({ length: tree.nodes }, (_, node) => node)
          .filter((node) => tree.isLeaf(node))
          .map((node) => ({ from: partition.from(node), to: partition.to(node), value: tree.threshold[node]! }));
        const { rowIndex } = partition;
        binned.kernels.addLeaves({ margins, first: group, stride: groups, rowIndex, leaves });
      },
    };
  }
}

/** Grows trees on binned values (`grow_quantile_histmaker`). */
export class HistGrower implements TreeGrower {
  readonly #workshop: Workshop;
  #parameters: HistParameters;
  readonly #weights: Float32Array;

  /** `weights` are those of the features, for drawing columns. */
  constructor(binned: Binned, parameters: HistParameters, weights: Float32Array) {
    this.#workshop = new Workshop(binned, parameters.threads);
    this.#parameters = parameters;
    this.#weights = weights;
  }

  get kernels(): Kernels {
    return this.#workshop.kernels;
  }

  grow({ pairs, eta, rng, count, take }: GrowthJob): void {
    const parameters = this.#parameters;
    const { cols } = this.#workshop.binned;
    for (let k = 0; k < count; k++) {
      const sampled = sampledPairs(pairs, parameters, rng);
      const sampler = new ColumnSampler(rng, parameters, { cols, weights: this.#weights });
      const limits = limitsOf(parameters, cols);
      take(this.#workshop.grow({ parameters, sampler, pairs: sampled, eta, rootFrom: "bins", limits }));
    }
  }

  configure(parameters: TreeParameters): void {
    this.#parameters = { ...this.#parameters, ...parameters };
  }

  close(): void {
    this.#workshop.close();
  }
}
