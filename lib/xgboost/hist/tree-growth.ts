import { Evaluator } from "../growth/gain.js";
import { InteractionLimits } from "../growth/interaction.js";
import { noSplit } from "../growth/split-candidate.js";
import type { TreeBuilder } from "../growth/tree-builder.js";
import type { TreeParameters } from "../growth/tree-parameters.js";
import { buildSparseHistogram } from "../kernels/build-histogram.js";
import type { Binned } from "../matrix/binned.js";
import type { GradientPairs } from "../objective.js";
import type { ColumnSampler } from "../sampling/column-sampler.js";
import { Driver, type Entry } from "./driver.js";
import { findSplit } from "./find-split.js";
import type { HistogramPool } from "./histogram-pool.js";
import { routeOf } from "./route.js";
import type { RowPartition } from "./row-partition.js";

const f = Math.fround;

/** What one tree is grown from, and the memory that it may use. */
export interface GrowthInput {
  readonly tree: TreeBuilder;
  readonly binned: Binned;
  readonly parameters: TreeParameters;
  readonly sampler: ColumnSampler;
  readonly partition: RowPartition;
  readonly pool: HistogramPool;
  readonly pairs: GradientPairs;
  readonly eta: number;
  /** How the root's sums come about: from the bins of feature 0 where no value is missing, or from the rows. */
  readonly rootFrom: "bins" | "rows";
}

/** The growth of one tree: split a batch of nodes, then look at all their children. */
export class TreeGrowth {
  readonly #job: GrowthInput;
  readonly #tree: TreeBuilder;
  readonly #evaluator: Evaluator;
  readonly #limits: InteractionLimits | undefined;
  // Sums of every node, from the split that made it.
  readonly #g: number[] = [];
  readonly #h: number[] = [];
  readonly #rootGain: number[] = [];

  constructor(job: GrowthInput) {
    this.#job = job;
    this.#tree = job.tree;
    this.#evaluator = new Evaluator(job.parameters);
    const { interactions } = job.parameters;
    if (interactions !== undefined) this.#limits = new InteractionLimits(interactions, job.binned.cols);
  }

  run(): void {
    const driver = new Driver(this.#job.parameters);
    driver.pushRoot(this.#startRoot());
    for (let batch = driver.pop(); batch.length > 0; batch = driver.pop()) {
      for (const entry of batch) this.#split(entry);
      for (const { node, split } of batch)
        this.#job.partition.split(node, this.#tree.left[node]!, routeOf(this.#job.binned, split));
      const growing = batch.filter((entry) => driver.mayGrow(entry));
      for (const entry of growing) this.#buildChildren(entry);
      const children = growing.flatMap(({ node }) => [this.#tree.left[node]!, this.#tree.right[node]!]);
      driver.push(children.map((node) => this.#evaluate(node)));
    }
  }

  #startRoot(): Entry {
    const evaluator = this.#evaluator;
    this.#buildFromRows(0);
    const { g, h } = this.#sumRoot();
    const weight = evaluator.weight(0, g, h);
    this.#g[0] = g;
    this.#h[0] = h;
    this.#rootGain[0] = evaluator.gain(0, g, h);
    this.#tree.sumHessian[0] = h;
    this.#tree.baseWeight[0] = weight;
    this.#tree.threshold[0] = f(weight * this.#job.eta);
    return this.#evaluate(0);
  }

  #sumRoot(): { readonly g: number; readonly h: number } {
    const { binned, pairs, pool, rootFrom } = this.#job;
    const sums = rootFrom === "bins" && binned.complete ? pool.get(0).subarray(0, 2 * binned.slots[1]!) : pairs;
    let g = 0;
    let h = 0;
    for (let i = 0; i < sums.length; i += 2) {
      g += sums[i]!;
      h += sums[i + 1]!;
    }
    return { g, h };
  }

  #evaluate(node: number): Entry {
    const { binned, sampler, pool } = this.#job;
    const depth = this.#tree.depth[node]!;
    const features = sampler.features(depth);
    if (this.#evaluator.isTooLight(this.#h[node]!)) {
      pool.release(node);
      return { node, depth, split: noSplit() };
    }
    const sums = { node, g: this.#g[node]!, h: this.#h[node]!, rootGain: this.#rootGain[node]! };
    const split = findSplit(this.#evaluator, sums, {
      kernels: binned.kernels,
      cuts: binned.cuts,
      slots: binned.slots,
      sums: pool.get(node),
      features,
      allowed: this.#limits?.allowed(node),
      parameters: this.#job.parameters,
    });
    return { node, depth, split };
  }

  #split({ node, split }: Entry): void {
    const evaluator = this.#evaluator;
    const { eta } = this.#job;
    const { leftG, leftH, rightG, rightH } = split;
    const leftWeight = evaluator.weight(node, leftG, leftH);
    const rightWeight = evaluator.weight(node, rightG, rightH);
    const left = this.#tree.expand(node, {
      feature: split.feature,
      threshold: split.threshold,
      defaultLeft: split.defaultLeft,
      baseWeight: evaluator.weight(node, leftG + rightG, leftH + rightH),
      leftLeaf: f(leftWeight * eta),
      rightLeaf: f(rightWeight * eta),
      lossChange: split.loss,
      hessian: leftH + rightH,
      leftHessian: leftH,
      rightHessian: rightH,
      categories: split.categories,
    });
    const right = left + 1;
    evaluator.bind(node, split.feature, { left, right, leftWeight, rightWeight });
    this.#g[left] = leftG;
    this.#h[left] = leftH;
    this.#g[right] = rightG;
    this.#h[right] = rightH;
    this.#rootGain[left] = evaluator.gain(node, leftG, leftH);
    this.#rootGain[right] = evaluator.gain(node, rightG, rightH);
    this.#limits?.split(node, split.feature, [left, right]);
  }

  // The lighter child is built from its rows; the other is what is left of the parent.
  #buildChildren({ node, split }: Entry): void {
    const { pool } = this.#job;
    const left = this.#tree.left[node]!;
    const right = left + 1;
    if (this.#evaluator.isTooLight(split.leftH) && this.#evaluator.isTooLight(split.rightH)) {
      pool.release(node);
      return;
    }
    const [light, heavy] = split.rightH < split.leftH ? [right, left] : [left, right];
    this.#buildFromRows(light);
    this.#job.binned.kernels.subtractHistogram(pool.get(node), pool.get(light));
    pool.pass(node, heavy);
  }

  #buildFromRows(node: number): void {
    const { binned, pool, pairs, partition } = this.#job;
    const out = pool.allocate(node);
    const rows = { pairs, rowIndex: partition.rowIndex, from: partition.from(node), to: partition.to(node), out };
    if (binned.kind === "dense") {
      binned.kernels.buildHistogram({ bins: binned.bins, cols: binned.cols, slots: binned.slots, ...rows });
    } else buildSparseHistogram({ starts: binned.starts, entries: binned.entries, ...rows });
  }
}
