import { Evaluator } from "../growth/gain.js";
import type { Grown, TreeGrower } from "../growth/grown.js";
import { InteractionLimits } from "../growth/interaction.js";
import { noSplit } from "../growth/split-candidate.js";
import { TreeBuilder } from "../growth/tree-builder.js";
import type { TreeParameters } from "../growth/tree-parameters.js";
import { buildHistogram, buildSparseHistogram, subtractHistogram } from "../kernels/build-histogram.js";
import type { Binned } from "../matrix/binned.js";
import type { GradientPairs } from "../objective.js";
import { ColumnSampler } from "../sampling/column-sampler.js";
import type { MersenneTwister } from "../random/mersenne-twister.js";
import { leavesOut, sampleRows } from "../sampling/row-sampler.js";
import { Driver, type Entry } from "./driver.js";
import { findSplit } from "./find-split.js";
import { HistogramPool } from "./histogram-pool.js";
import { routeOf } from "./route.js";
import { RowPartition } from "./row-partition.js";

const f = Math.fround;

/** Grows trees on binned values (`grow_quantile_histmaker`; parity reference §4). */
export class HistGrower implements TreeGrower {
  readonly #binned: Binned;
  readonly #parameters: TreeParameters;
  readonly #partition: RowPartition;
  readonly #pool: HistogramPool;
  readonly #builder = new TreeBuilder();

  constructor(binned: Binned, parameters: TreeParameters) {
    this.#binned = binned;
    this.#parameters = parameters;
    this.#partition = new RowPartition(binned);
    this.#pool = new HistogramPool(binned.slots[binned.cols]!);
  }

  grow(pairs: GradientPairs, eta: number, rng: MersenneTwister): Grown {
    const { subsample } = this.#parameters;
    let sampled = pairs;
    if (leavesOut(this.#binned.rows, subsample)) {
      sampled = pairs.slice();
      sampleRows(sampled, subsample, rng);
    }
    this.#partition.reset();
    const builder = this.#builder;
    builder.reset();
    new TreeGrowth({
      tree: builder,
      binned: this.#binned,
      parameters: this.#parameters,
      sampler: new ColumnSampler(rng, this.#parameters, this.#binned.cols),
      partition: this.#partition,
      pool: this.#pool,
      pairs: sampled,
      eta,
    }).run();
    this.#pool.clear();
    return {
      tree: builder.finish(this.#binned.cols),
      addLeaves: (margins, place) => this.#addLeaves(builder, margins, place),
    };
  }

  #addLeaves(
    tree: TreeBuilder,
    margins: Float32Array,
    { group, groups }: { readonly group: number; readonly groups: number },
  ): void {
    const { rowIndex } = this.#partition;
    for (let node = 0; node < tree.nodes; node++) {
      if (!tree.isLeaf(node)) continue;
      const leaf = tree.threshold[node]!;
      const to = this.#partition.to(node);
      for (let k = this.#partition.from(node); k < to; k++) {
        const at = rowIndex[k]! * groups + group;
        margins[at] = margins[at]! + leaf;
      }
    }
  }
}

interface Job {
  readonly tree: TreeBuilder;
  readonly binned: Binned;
  readonly parameters: TreeParameters;
  readonly sampler: ColumnSampler;
  readonly partition: RowPartition;
  readonly pool: HistogramPool;
  readonly pairs: GradientPairs;
  readonly eta: number;
}

/** The growth of one tree: split a batch of nodes, then look at all their children. */
class TreeGrowth {
  readonly #job: Job;
  readonly #tree: TreeBuilder;
  readonly #evaluator: Evaluator;
  readonly #limits: InteractionLimits | undefined;
  // Sums of every node, from the split that made it (parity reference §4.4).
  readonly #g: number[] = [];
  readonly #h: number[] = [];
  readonly #rootGain: number[] = [];

  constructor(job: Job) {
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

  // Of a complete matrix the bins of feature 0 are added up, else the rows.
  #sumRoot(): { readonly g: number; readonly h: number } {
    const { binned, pairs, pool } = this.#job;
    const sums = binned.complete && binned.cols > 0 ? pool.get(0).subarray(0, 2 * binned.slots[1]!) : pairs;
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

  // The lighter child is built from its rows; the other is what is left of the parent (parity reference §4.4).
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
    subtractHistogram(pool.get(node), pool.get(light));
    pool.pass(node, heavy);
  }

  #buildFromRows(node: number): void {
    const { binned, pool, pairs, partition } = this.#job;
    const out = pool.allocate(node);
    const rows = { pairs, rowIndex: partition.rowIndex, from: partition.from(node), to: partition.to(node), out };
    if (binned.kind === "dense") {
      buildHistogram({ bins: binned.bins, cols: binned.cols, slots: binned.slots, ...rows });
    } else buildSparseHistogram({ starts: binned.starts, entries: binned.entries, ...rows });
  }
}
