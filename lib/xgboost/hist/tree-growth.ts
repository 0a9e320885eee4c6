import { Evaluator } from "../growth/gain.js";
import type { InteractionLimits } from "../growth/interaction.js";
import { noSplit, type SplitCandidate } from "../growth/split-candidate.js";
import type { TreeBuilder } from "../growth/tree-builder.js";
import type { TreeParameters } from "../growth/tree-parameters.js";
import { buildSparseHistogram, subtractHistogram } from "../kernels/build-histogram.js";
import type { NodeBuild, NodeHistogram, NodeSource } from "../kernels/kernels.js";
import { SEARCH } from "../kernels/scan-bins.js";
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
  /** Undefined when every feature may meet every other. */
  readonly limits: InteractionLimits | undefined;
}

/** A new node, and the features that it may split on. */
interface Child {
  readonly node: number;
  readonly features: Uint32Array;
}

/** The growth of one tree: split a batch of nodes, then look at all their children. */
export class TreeGrowth {
  readonly #job: GrowthInput;
  readonly #tree: TreeBuilder;
  readonly #evaluator: Evaluator;
  // Sums of every node, from the split that made it.
  readonly #g: number[] = [];
  readonly #h: number[] = [];
  readonly #rootGain: number[] = [];

  readonly #source: Omit<NodeSource, "bins">;

  constructor(job: GrowthInput) {
    const { binned, parameters, pairs, partition } = job;
    const { cols, slots } = binned;
    this.#job = job;
    this.#tree = job.tree;
    this.#evaluator = new Evaluator(parameters);
    const { lambda, minChildWeight } = this.#evaluator;
    const gap = binned.kind === "dense" && !binned.complete ? 1 : 0;
    this.#source = { cols, slots, gap, lambda, minChildWeight, pairs, rowIndex: partition.rowIndex };
  }

  run(): void {
    const { parameters, partition, binned } = this.#job;
    const driver = new Driver(parameters);
    driver.pushRoot(this.#startRoot());
    for (let batch = driver.pop(); batch.length > 0; batch = driver.pop()) {
      for (const entry of batch) this.#split(entry);
      const routes = batch.map(({ node, split }) => ({
        node,
        left: this.#tree.left[node]!,
        route: routeOf(binned, split),
      }));
      partition.split(routes);
      const growing = batch.filter((entry) => driver.mayGrow(entry));
      if (growing.length > 0) driver.push(this.#grow(growing));
    }
  }

  #grow(parents: readonly Entry[]): readonly Entry[] {
    const children = parents.flatMap(({ node }) => {
      const left = this.#tree.left[node]!;
      return [this.#draw(left), this.#draw(left + 1)];
    });
    const builds: NodeBuild[] = [];
    parents.forEach(({ node, split }, k) => {
      const build = this.#prepare(node, split, children[2 * k]!, children[2 * k + 1]!);
      if (build !== undefined) builds.push(build);
    });
    this.#build(builds);
    return children.map((child) => this.#evaluate(child));
  }

  #draw(node: number): Child {
    return { node, features: this.#job.sampler.features(this.#tree.depth[node]!) };
  }

  #startRoot(): Entry {
    const evaluator = this.#evaluator;
    const { pool, partition, binned } = this.#job;
    const root = pool.allocate(0);
    const [from, to] = [partition.from(0), partition.to(0)];
    this.#build([{ from, to, built: root, rest: undefined, searchesBuilt: false, searchesRest: false }]);
    const { g, h } = this.#sumRoot(root);
    const weight = evaluator.weight(0, g, h);
    this.#g[0] = g;
    this.#h[0] = h;
    this.#rootGain[0] = evaluator.gain(0, g, h);
    this.#tree.sumHessian[0] = h;
    this.#tree.baseWeight[0] = weight;
    this.#tree.threshold[0] = f(weight * this.#job.eta);
    const child = this.#draw(0);
    if (this.#seeks(child, root)) binned.kernels.searchNodes(this.#source, [root]);
    return this.#evaluate(child);
  }

  #sumRoot({ sums: bySlot }: NodeHistogram): { readonly g: number; readonly h: number } {
    const { binned, pairs, rootFrom } = this.#job;
    const sums = rootFrom === "bins" && binned.complete ? bySlot.subarray(0, 2 * binned.slots[1]!) : pairs;
    let g = 0;
    let h = 0;
    for (let i = 0; i < sums.length; i += 2) {
      g += sums[i]!;
      h += sums[i + 1]!;
    }
    return { g, h };
  }

  #evaluate({ node, features }: Child): Entry {
    const { binned, pool, parameters } = this.#job;
    const depth = this.#tree.depth[node]!;
    if (this.#evaluator.isTooLight(this.#h[node]!)) {
      pool.release(node);
      return { node, depth, split: noSplit() };
    }
    const own = { node, g: this.#g[node]!, h: this.#h[node]!, rootGain: this.#rootGain[node]! };
    const { sums, search } = pool.get(node);
    const split = findSplit(this.#evaluator, own, {
      cuts: binned.cuts,
      slots: binned.slots,
      sums,
      search,
      features,
      allowed: this.#job.limits?.allowed(node),
      parameters,
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
    this.#job.limits?.split(node, split.feature, [left, right]);
  }

  // The lighter child is built from its rows; the other is what is left of the parent.
  #prepare(node: number, split: SplitCandidate, left: Child, right: Child): NodeBuild | undefined {
    const { pool, partition } = this.#job;
    if (this.#evaluator.isTooLight(split.leftH) && this.#evaluator.isTooLight(split.rightH)) {
      pool.release(node);
      return undefined;
    }
    const [light, heavy] = split.rightH < split.leftH ? [right, left] : [left, right];
    const built = pool.allocate(light.node);
    const rest = pool.get(node);
    pool.pass(node, heavy.node);
    return {
      from: partition.from(light.node),
      to: partition.to(light.node),
      built,
      rest,
      searchesBuilt: this.#seeks(light, built),
      searchesRest: this.#seeks(heavy, rest),
    };
  }

  // Writes down what kernels are to search; false where they have nothing to: for other gains than the plain one, and
  // categories, which only TypeScript knows.
  #seeks({ node, features }: Child, { search, wanted }: NodeHistogram): boolean {
    const evaluator = this.#evaluator;
    if (!evaluator.isPlain || evaluator.isTooLight(this.#h[node]!)) return false;
    search[SEARCH.g] = this.#g[node]!;
    search[SEARCH.h] = this.#h[node]!;
    search[SEARCH.rootGain] = this.#rootGain[node]!;
    const allowed = this.#job.limits?.allowed(node);
    const { categorical } = this.#job.binned.cuts;
    if (features.length < wanted.length) wanted.fill(0);
    for (const feature of features) {
      wanted[feature] = Number(categorical[feature] !== 1 && (allowed === undefined || allowed[feature] !== 0));
    }
    return true;
  }

  #build(builds: readonly NodeBuild[]): void {
    const { binned, pairs, partition } = this.#job;
    const { kernels } = binned;
    if (binned.kind === "dense") {
      kernels.buildNodes({ ...this.#source, bins: binned.bins }, builds);
      return;
    }
    const { starts, entries } = binned;
    const { rowIndex } = partition;
    for (const { from, to, built, rest, searchesBuilt, searchesRest } of builds) {
      built.sums.fill(0);
      buildSparseHistogram({ starts, entries, pairs, rowIndex, from, to, out: built.sums });
      if (rest !== undefined) subtractHistogram(rest.sums, built.sums);
      if (searchesBuilt) kernels.searchNodes(this.#source, [built]);
      if (searchesRest && rest !== undefined) kernels.searchNodes(this.#source, [rest]);
    }
  }
}
