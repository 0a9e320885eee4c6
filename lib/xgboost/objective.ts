import type { DataInfo } from "./data-info.js";
import type { Kernels } from "./kernels/kernels.js";
import type { Metric } from "./metric.js";
import type { PositionBias } from "./objectives/position-bias.js";

/**
 * Gradients and hessians of one round: pair `2 * (group * rows + row)` holds the gradient, the next place the hessian.
 * The pairs of one output (class, target) lie together, as its tree reads them.
 */
export type GradientPairs = Float32Array;

/** A custom objective: gradients and hessians, row by row and output by output, for the margins of a matrix. */
export type CustomObjective = (
  margins: Float32Array,
  info: DataInfo,
) => { readonly gradients: ArrayLike<number>; readonly hessians: ArrayLike<number> };

/** A loss that trees are grown for. Margins are row-major: row × outputs. Made by `createObjective`. */
export interface Objective {
  /** As in model files: `binary:logistic`. */
  readonly name: string;
  /** Metric that is evaluated when none is asked for, as it is printed: `tweedie-nloglik@1.5`. */
  readonly defaultMetric: string;
  /** The default metric where xgboost configures it otherwise than the metric of that name. */
  readonly ownMetric?: Metric;
  /** `num_class` as model files state it: 0 unless the objective is multi-class. */
  readonly classes: number;
  /** `num_target` as model files state it: the number of quantiles, or of labels a row. */
  readonly targets: number;
  /** The same loss for several labels a row, where xgboost has that: each is an output with trees of its own. */
  withTargets?(targets: number): Objective;
  /** What ranking learns of positions beside the trees; with `lambdarank_unbiased` alone. Model files keep it. */
  readonly positionBias?: PositionBias;
  /** Throws `XGB_LABEL_REFUSED` naming the first row whose label the objective cannot use. */
  checkLabels(info: DataInfo): void;
  /**
   * Fills `out` for margins of all outputs; `round` counts from 0, `draw` takes 32 bits from the training's stream, and
   * `kernels` may do it where all arrays lie in their store.
   */
  gradients(
    margins: Float32Array,
    info: DataInfo,
    options: {
      readonly round: number;
      readonly out: GradientPairs;
      readonly draw?: () => number;
      readonly kernels?: Kernels | undefined;
    },
  ): void;
  /** Margins to predictions (PredTransform); softmax shortens to one class a row. May return its argument's buffer. */
  transform(margins: Float32Array): Float32Array;
  /** Margins to what metrics see (EvalTransform). */
  evalTransform(margins: Float32Array): Float32Array;
  /** Stored base scores, one for each output, to the margins that rows start from (ProbToMargin); throws `XGB_PARAMETER_REFUSED`. */
  toMargins(baseScores: Float32Array): Float32Array;
  /** Base score estimated from the labels, in stored form, one value or one an output; undefined: keeps 0.5. */
  estimateBaseScore(info: DataInfo, draw?: () => number): Float32Array | undefined;
  /** The object named after the parameters in model files: `{ reg_loss_param: { scale_pos_weight: "1" } }`. */
  toJson(): Readonly<Record<string, Readonly<Record<string, string>>>>;
}
