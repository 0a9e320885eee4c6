import { failure } from "../../errors/index.js";
import type { DataInfo } from "../data-info.js";
import { prefersWasm } from "../kernels/choose-kernels.js";
import type { KernelLoss, Kernels } from "../kernels/kernels.js";
import { wasmGradients } from "../kernels/wasm-gradients.js";
import type { GradientPairs, Objective } from "../objective.js";
import { meanLabel, newtonSteps } from "./intercept.js";
import { checkLabels, type LabelRule } from "./label-rule.js";
import { identity, type Link } from "./link.js";

/** A loss with one output whose gradient at a row depends on that row alone. */
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

/** The objective of a pointwise loss. */
export function pointwise(loss: PointwiseLoss): Objective {
  const { name, link = identity, json = {} } = loss;
  const gradients = (
    margins: Float32Array,
    { labels, weights }: DataInfo,
    { out, kernels }: { readonly out: GradientPairs; readonly kernels?: Kernels | undefined },
  ): void => {
    const { kernel } = loss;
    if (kernel !== undefined) {
      const rows = { margins, labels, weights, positive: kernel.positive, out };
      if (kernels?.gradients?.(kernel.loss, rows)) return;
      if (prefersWasm(4 * labels.length) && wasmGradients(kernel.loss, rows)) return;
    }
    const weighted = weights.length > 0;
    for (let row = 0; row < labels.length; row++) {
      loss.pair(margins[row]!, labels[row]!, weighted ? weights[row]! : 1, out, 2 * row);
    }
  };
  return {
    name,
    defaultMetric: loss.defaultMetric,
    classes: 0,
    targets: 1,
    checkLabels: (info) => checkLabels(name, info, loss.labels),
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
      if (loss.start === "mean") return Float32Array.of(meanLabel(info));
      const out = new Float32Array(2 * info.rows);
      gradients(new Float32Array(info.rows), info, { out });
      return link.transform(newtonSteps(out, info.rows, 1));
    },
    toJson: () => json,
  };
}
