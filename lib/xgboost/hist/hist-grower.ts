import type { Grown, GrowthJob, TreeGrower } from "../growth/grown.js";
import { limitsOf } from "../growth/interaction.js";
import { TreeBuilder } from "../growth/tree-builder.js";
import type { TreeParameters } from "../growth/tree-parameters.js";
import { lendKernels } from "../kernels/choose-kernels.js";
import { typescriptKernels } from "../kernels/typescript-kernels.js";
import { WasmKernels } from "../kernels/wasm-kernels.js";
import type { Binned } from "../matrix/binned.js";
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
  readonly #pairs: Float32Array;
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
    this.#pairs = store.floats(2 * binned.rows);
  }

  /** Gives its memory back to the matrix; nothing can be grown any more. */
  close(): void {
    this.partition.close();
    this.pool.close();
    const placed = this.#placed;
    const { store } = placed.kernels;
    store.release(this.#pairs);
    this.#crew?.close();
    if (this.binned.kernels.store === store || placed.kind !== "dense") return;
    store.release(placed.bins);
    store.release(placed.slots);
  }

  /** Grows a tree; what it gives is good until the next one. */
  grow(input: Pick<GrowthInput, "parameters" | "sampler" | "pairs" | "eta" | "rootFrom" | "limits">): Grown {
    const { tree, partition, pool } = this;
    const binned = this.#placed;
    const pairs = this.#pairs;
    pairs.set(input.pairs);
    tree.reset();
    partition.reset();
    new TreeGrowth({ ...input, pairs, tree, partition, pool, binned }).run();
    pool.clear();
    return {
      tree: tree.finish(binned.cols),
      addLeaves: (margins, place) => addLeaves(tree, partition, { margins, ...place }),
    };
  }
}

function addLeaves(
  tree: TreeBuilder,
  partition: RowPartition,
  { margins, group, groups }: { readonly margins: Float32Array; readonly group: number; readonly groups: number },
): void {
  const { rowIndex } = partition;
  for (let node = 0; node < tree.nodes; node++) {
    if (!tree.isLeaf(node)) continue;
    const leaf = tree.threshold[node]!;
    const to = partition.to(node);
    for (let k = partition.from(node); k < to; k++) {
      const at = rowIndex[k]! * groups + group;
      margins[at] = margins[at]! + leaf;
    }
  }
}

/** Grows trees on binned values (`grow_quantile_histmaker`). */
export class HistGrower implements TreeGrower {
  readonly #workshop: Workshop;
  readonly #parameters: HistParameters;
  readonly #weights: Float32Array;

  /** `weights` are those of the features, for drawing columns. */
  constructor(binned: Binned, parameters: HistParameters, weights: Float32Array) {
    this.#workshop = new Workshop(binned, parameters.threads);
    this.#parameters = parameters;
    this.#weights = weights;
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

  close(): void {
    this.#workshop.close();
  }
}
