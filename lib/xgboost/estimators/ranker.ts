import { failure } from "../../errors/index.js";
import { DMatrix } from "../matrix/dmatrix.js";
import type { MatrixData, Numbers } from "../matrix/feature-values.js";
import { groupSizes } from "../matrix/group-sizes.js";
import { createMetric } from "../metrics/index.js";
import { ParameterReader } from "../parameter-reader.js";
import { Estimator, type EstimatorParameters, type EstimatorPredictOptions, type FitOptions } from "./estimator.js";

/** Options of {@link XGBRanker.fit}: rows of a query lie together, told by sizes (`group`) or by ids (`qid`). */
export interface RankOptions extends FitOptions {
  readonly group?: Numbers | undefined;
  readonly qid?: Numbers | undefined;
  readonly evalGroup?: readonly Numbers[] | undefined;
  readonly evalQid?: readonly Numbers[] | undefined;
}

/** A ranker as in xgboost's Python package: `rank:ndcg` unless another ranking objective is given. */
export class XGBRanker extends Estimator {
  protected readonly kind = "ranker";
  readonly #objective: string;

  constructor(parameters: EstimatorParameters = {}) {
    super(parameters);
    const objective = parameters.objective ?? "rank:ndcg";
    if (typeof objective !== "string" || !objective.startsWith("rank:")) {
      const value = typeof objective === "string" ? objective : "a function";
      throw failure("XGB_PARAMETER_REFUSED", {
        parameter: "objective",
        value,
        expected: "one whose name starts with rank:",
      });
    }
    this.#objective = objective;
  }

  /** Trains anew; weights are those of query groups. Throws `XGB_GROUPS_ABSENT`, and what `train` throws. */
  fit(x: MatrixData, y: Numbers, options: RankOptions = {}): this {
    const group = options.group ?? (options.qid && groupSizes(options.qid));
    if (group === undefined) throw failure("XGB_GROUPS_ABSENT", { what: "the rows to fit" });
    const evalGroup = options.evalGroup ?? options.evalQid?.map(groupSizes);
    if (options.evalSet && !evalGroup) throw failure("XGB_GROUPS_ABSENT", { what: "the evaluation sets" });
    this.train([x, y], options, { objective: this.#objective, group, evalGroup: options.evalSet && evalGroup });
    return this;
  }

  /** A value for every row; only its order within a query means something. */
  predict(x: MatrixData, options: EstimatorPredictOptions = {}): Float32Array {
    return this.raw(x, options);
  }

  /** The first of the metrics that it was made with, else that of its objective, over the query groups. */
  score(x: MatrixData, y: Numbers, { group, qid }: Pick<RankOptions, "group" | "qid">): number {
    const sizes = group ?? (qid && groupSizes(qid));
    if (sizes === undefined) throw failure("XGB_GROUPS_ABSENT", { what: "the rows to score" });
    const { eval_metric: asked } = this.parameters;
    const named = Array.isArray(asked) ? asked[0] : asked;
    const { objective } = this.getBooster();
    const metric =
      typeof named === "string"
        ? createMetric(named, new ParameterReader(this.parameters))
        : (objective.ownMetric ?? createMetric(objective.defaultMetric, new ParameterReader(this.parameters)));
    return metric.evaluate(this.predict(x), new DMatrix(x, { label: y, group: sizes }).info);
  }
}
