import { failure } from "../../errors/index.js";
import { type DataInfo, ofTarget } from "../data-info.js";
import { prefersWasm } from "../kernels/choose-kernels.js";
import type { KernelLoss, Kernels } from "../kernels/kernels.js";
import { wasmGradients } from "../kernels/wasm-gradients.js";
import type { GradientPairs, Objective } from "../objective.js";
import { meanLabel, newtonSteps } from "./intercept.js";
import { checkLabels, type LabelRule } from "./label-rule.js";
import { identity, type Link } from "./link.js";

/** A loss whose gradient at a row depends on that row alone. */
export interface PointwiseLoss {
  readonly name: string;
  readonly defaultMetric: string;
  readonly labels?: LabelRule;
  /** Default: margins are predictions. */
  readonly link?: Link;
  /** Base score: the mean label, or one Newton step from margin 0 through the link. */
  readonly start: "mean" | "newton";
  /** Writes gradient and hessian, weighted, at `at` and `at + 1`. */
  pair(margin: number, label: number, weight: number, out: GradientPairs, at: number): void;
  /** Where WebAssembly works out the same pairs, the loss by its name there, and the factor for labels of 1. */
  readonly kernel?: { readonly loss: KernelLoss; readonly positive: number };
  readonly json?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The objective of a pointwise loss, for one label a row or several. */
export function pointwise(loss: PointwiseLoss, targets = 1): Objective {
  const { name, link = identity, json = {} } = loss;
  const gradients = (
    margins: Float32Array,
    { labels, weights, rows: count }: DataInfo,
    { out, kernels }: { readonly out: GradientPairs; readonly kernels?: Kernels | undefined },
  ): void => {
    const { kernel } = loss;
    if (kernel !== undefined && targets === 1) {
      const rows = { margins, labels, weights, positive: kernel.positive, out };
      if (kernels?.gradients?.(kernel.loss, rows)) return;
      if (prefersWasm(4 * labels.length) && wasmGradients(kernel.loss, rows)) return;
    }
    const weighted = weights.length > 0;
    for (let target = 0; target < targets; target++) {
      for (let row = 0; row < count; row++) {
        const at = row * targets + target;
        loss.pair(margins[at]!, labels[at]!, weighted ? weights[row]! : 1, out, 2 * (target * count + row));
      }
    }
  };
  return {
    name,
    defaultMetric: loss.defaultMetric,
    classes: 0,
    targets,
    withTargets: (number) => pointwise(loss, number),
    checkLabels: (info) => checkLabels(name, info, loss.labels, targets),
    gradients,
    transform: (margins) => link.transform(margins),
    evalTransform: (margins) => link.transform(margins),
    toMargins(baseScores) {
      return baseScores.map((baseScore) => {
        if (link.accepts(baseScore)) return link.toMargin(baseScore);
        throw failure("XGB_PARAMETER_REFUSED", { parameter: "base_score", value: baseScore, expected: link.expected });
      });
    },
    estimateBaseScore(info) {
      if (loss.start === "mean")
        return Float32Array.from({ length: targets }, (_, target) => meanLabel(ofTarget(info, target)));
      const out = new Float32Array(2 * info.rows * targets);
      gradients(new Float32Array(info.rows * targets), info, { out });
      return link.transform(newtonSteps(out, info.rows, targets));
    },
    toJson: () => json,
  };
}
