import { Evaluator, RT_EPS } from "../growth/gain.js";
import type { Grown, GrowthJob, TreeGrower } from "../growth/grown.js";
import { InteractionLimits } from "../growth/interaction.js";
import { noSplit, type SplitCandidate } from "../growth/split-candidate.js";
import { TreeBuilder } from "../growth/tree-builder.js";
import type { TreeParameters } from "../growth/tree-parameters.js";
import type { ExactParameters } from "../learner-parameters.js";
import type { DenseValues, FeatureValues } from "../matrix/feature-values.js";
import { expandRows } from "../matrix/feature-values.js";
import type { GradientPairs } from "../objective.js";
import type { MersenneTwister } from "../random/mersenne-twister.js";
import { ColumnSampler } from "../sampling/column-sampler.js";
import { keepsRow } from "../sampling/row-sampler.js";
import { prune } from "./prune.js";
import { ScanSums, scanColumn } from "./scan-column.js";
import { type SortedColumn, sortColumns } from "./sorted-columns.js";

const f = Math.fround;

/** Grows trees on sorted columns, a level at a time (`grow_colmaker`, then `prune`). */
export class ExactGrower implements TreeGrower {
  readonly #values: DenseValues;
  readonly #columns: readonly SortedColumn[];
  #parameters: TreeParameters & ExactParameters;

  readonly #weights: Float32Array;

  /** `weights` are those of the features, for drawing columns. */
  constructor(values: FeatureValues, parameters: TreeParameters & ExactParameters, weights: Float32Array) {
    this.#weights = weights;
    const { rows, cols } = values;
    this.#values = { kind: "dense", rows, cols, data: expandRows(values, { from: 0, to: rows, cols }) };
    this.#columns = sortColumns(values);
    this.#parameters = parameters;
  }

  grow({ count, take, ...job }: GrowthJob): void {
    for (let k = 0; k < count; k++) take(this.#growOne(job));
  }

  configure(parameters: TreeParameters): void {
    this.#parameters = { ...this.#parameters, ...parameters };
  }

  #growOne({ pairs, eta, rng }: Pick<GrowthJob, "pairs" | "eta" | "rng">): Grown {
    const parameters = this.#parameters;
    const position = startPositions(pairs, parameters.subsample, rng);
    const sampler = new ColumnSampler(rng, parameters, { cols: this.#values.cols, weights: this.#weights });
    const growth = new LevelGrowth({
      values: this.#values,
      columns: this.#columns,
      parameters,
      sampler,
      position,
      pairs,
      eta,
    });
    const builder = growth.run();
    prune(builder, parameters, eta);
    return {
      tree: builder.finish(this.#values.cols),
      addLeaves(margins, { group, groups }) {
        for (let row = 0; row < position.length; row++) {
          let node = nodeOf(position[row]!);
          while (builder.parent[node]! < node && !isAlive(builder, node)) node = builder.parent[node]!;
          const at = row * groups + group;
          margins[at] = margins[at]! + builder.threshold[node]!;
        }
      },
    };
  }
}

// A node is gone when the split above it was taken back.
function isAlive(tree: TreeBuilder, node: number): boolean {
  return node === 0 || !tree.isLeaf(tree.parent[node]!);
}

/** Rows take part unless their hessian is negative or they were not drawn; others carry `~node`. */
function startPositions(pairs: GradientPairs, subsample: number, rng: MersenneTwister): Int32Array {
  const position = new Int32Array(pairs.length / 2);
  for (let row = 0; row < position.length; row++) {
    if (pairs[2 * row + 1]! < 0) position[row] = ~0;
    else if (subsample < 1 && !keepsRow(subsample, rng)) position[row] = ~0;
  }
  return position;
}

function nodeOf(position: number): number {
  return position < 0 ? ~position : position;
}

interface Job {
  readonly values: DenseValues;
  readonly columns: readonly SortedColumn[];
  readonly parameters: TreeParameters & ExactParameters;
  readonly sampler: ColumnSampler;
  readonly position: Int32Array;
  readonly pairs: GradientPairs;
  readonly eta: number;
}

/** The growth of one tree. */
class LevelGrowth {
  readonly #job: Job;
  readonly #tree = new TreeBuilder();
  readonly #evaluator: Evaluator;
  readonly #limits: InteractionLimits | undefined;
  readonly #best: SplitCandidate[] = [];
  readonly #weight: number[] = [];
  #g = new Float64Array(0);
  #h = new Float64Array(0);
  #rootGain = new Float32Array(0);

  constructor(job: Job) {
    this.#job = job;
    this.#evaluator = new Evaluator(job.parameters);
    const { interactions } = job.parameters;
    // xgboost's exact tells the constraints the number of rows where they expect that of features.
    const { rows, cols } = job.values;
    if (interactions !== undefined) this.#limits = new InteractionLimits(interactions, cols, rows);
  }

  run(): TreeBuilder {
    const { parameters } = this.#job;
    const tree = this.#tree;
    let level: readonly number[] = [0];
    this.#startNodes(level);
    for (let depth = 0; depth < parameters.maxDepth && level.length > 0; depth++) {
      this.#findSplits(level, depth);
      for (const node of level) this.#settle(node);
      this.#route();
      const splits = level.filter((node) => !tree.isLeaf(node));
      const children = splits.flatMap((node) => [tree.left[node]!, tree.right[node]!]);
      this.#startNodes(children);
      for (const node of splits) this.#passOn(node);
      level = children;
    }
    for (const node of level) tree.threshold[node] = f(this.#weight[node]! * this.#job.eta);
    for (let node = 0; node < tree.nodes; node++) {
      tree.lossChange[node] = this.#best[node]!.loss;
      tree.baseWeight[node] = this.#weight[node]!;
      tree.sumHessian[node] = this.#h[node]!;
    }
    return tree;
  }

  // Sums come from the rows, in their order, not from the split; weights keep to the parent's bounds.
  #startNodes(nodes: readonly number[]): void {
    const { position, pairs } = this.#job;
    const tree = this.#tree;
    this.#g = lengthened(this.#g, tree.nodes);
    this.#h = lengthened(this.#h, tree.nodes);
    const rootGain = new Float32Array(tree.nodes);
    rootGain.set(this.#rootGain);
    this.#rootGain = rootGain;
    const isNew = new Uint8Array(tree.nodes);
    for (const node of nodes) isNew[node] = 1;
    for (let row = 0; row < position.length; row++) {
      const node = position[row]!;
      if (node < 0 || isNew[node] === 0) continue;
      this.#g[node]! += pairs[2 * row]!;
      this.#h[node]! += pairs[2 * row + 1]!;
    }
    for (const node of nodes) {
      const above = node === 0 ? -1 : tree.parent[node]!;
      this.#best[node] = noSplit();
      this.#weight[node] = this.#evaluator.weight(above, this.#g[node]!, this.#h[node]!);
      this.#rootGain[node] = this.#evaluator.gain(above, this.#g[node]!, this.#h[node]!);
    }
  }

  #findSplits(level: readonly number[], depth: number): void {
    const { columns, position, pairs, sampler, parameters } = this.#job;
    const { direction, optDenseCol } = parameters;
    const nodes = { g: this.#g, h: this.#h, rootGain: this.#rootGain, best: this.#best };
    const sums = new ScanSums(this.#tree.nodes);
    for (const feature of sampler.features(depth)) {
      const column = columns[feature]!;
      const { values, density } = column;
      const mayUse = (node: number) => {
        const allowed = this.#limits?.allowed(node);
        return allowed === undefined || allowed[feature] === 1;
      };
      const scan = { column, feature, position, pairs, nodes, level, mayUse };
      const isIndicator = values.length > 0 && values[0] === values.at(-1);
      const goesUp = direction === "right" || (direction === "learn" && density < optDenseCol && !isIndicator);
      if (goesUp) scanColumn(this.#evaluator, { ...scan, direction: "up" }, sums);
      if (direction !== "right") scanColumn(this.#evaluator, { ...scan, direction: "down" }, sums);
    }
  }

  #settle(node: number): void {
    const { eta } = this.#job;
    const split = this.#best[node]!;
    const evaluator = this.#evaluator;
    if (!(split.loss > RT_EPS)) {
      this.#tree.threshold[node] = f(this.#weight[node]! * eta);
      return;
    }
    this.#tree.expand(node, {
      feature: split.feature,
      threshold: split.threshold,
      defaultLeft: split.defaultLeft,
      baseWeight: this.#weight[node]!,
      leftLeaf: f(evaluator.weight(node, split.leftG, split.leftH) * eta),
      rightLeaf: f(evaluator.weight(node, split.rightG, split.rightH) * eta),
      lossChange: split.loss,
      hessian: this.#h[node]!,
      leftHessian: split.leftH,
      rightHessian: split.rightH,
      categories: [],
    });
  }

  // Every row moves on to the child it belongs to; rows of leaves stay, and take no further part.
  #route(): void {
    const { position, values } = this.#job;
    const { data, cols } = values;
    const tree = this.#tree;
    for (let row = 0; row < position.length; row++) {
      const held = position[row]!;
      const node = nodeOf(held);
      if (tree.isLeaf(node)) {
        position[row] = ~node;
        continue;
      }
      const value = data[row * cols + tree.feature[node]!]!;
      const goesLeft = Number.isNaN(value) ? tree.defaultLeft[node] === 1 : value < tree.threshold[node]!;
      const child = tree.left[node]! + (goesLeft ? 0 : 1);
      position[row] = held < 0 ? ~child : child;
    }
  }

  // Bounds and paths reach the children after their weights are settled.
  #passOn(node: number): void {
    const tree = this.#tree;
    const [left, right] = [tree.left[node]!, tree.right[node]!];
    const { feature } = this.#best[node]!;
    const [leftWeight, rightWeight] = [this.#weight[left]!, this.#weight[right]!];
    this.#evaluator.bind(node, feature, { left, right, leftWeight, rightWeight });
    this.#limits?.split(node, feature, [left, right]);
  }
}

function lengthened(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length);
  longer.set(values);
  return longer;
}
