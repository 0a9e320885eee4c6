import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DataInfo } from "../../../../lib/xgboost/data-info.js";
import { createMetric } from "../../../../lib/xgboost/metrics/index.js";
import { descending } from "../../../../lib/xgboost/metrics/order.js";
import { createObjective } from "../../../../lib/xgboost/objectives/index.js";
import { ParameterReader, type Parameters } from "../../../../lib/xgboost/parameter-reader.js";
import { throws } from "../../../support/expect.js";
import { goldenFile } from "../../../support/golden-xgboost.js";

const metrics = suite("lib/xgboost/metrics");

interface Recorded {
  readonly params: Parameters & { readonly objective: string };
  readonly n: number;
  readonly label: string | null;
  readonly margin: string;
  readonly weight: string | null;
  readonly group: readonly number[] | null;
  readonly lower: string | null;
  readonly upper: string | null;
  readonly values: readonly (readonly [string, string])[];
}

const floats = (text: string | null): Float32Array =>
  text === null ? new Float32Array() : new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);

const infoOf = (recorded: Recorded): DataInfo => {
  const starts = [0];
  for (const size of recorded.group ?? []) starts.push(starts.at(-1)! + size);
  return {
    rows: recorded.n,
    labels: floats(recorded.label),
    weights: floats(recorded.weight),
    baseMargin: floats(recorded.margin),
    groupStarts: recorded.group === null ? new Uint32Array() : Uint32Array.from(starts),
    lowerBounds: floats(recorded.lower),
    upperBounds: floats(recorded.upper),
  };
};

const recordings = JSON.parse(goldenFile("metrics.json.gz").toString()) as readonly Recorded[];
for (const objective of new Set(recordings.map(({ params }) => params.objective))) {
  metrics(`metrics of ${objective} margins are xgboost's to the last printed digit`, () => {
    for (const recorded of recordings.filter(({ params }) => params.objective === objective)) {
      const info = infoOf(recorded);
      const parameters = () => new ParameterReader(recorded.params);
      const predictions = objective.startsWith("rank:")
        ? info.baseMargin
        : createObjective(objective, parameters()).evalTransform(Float32Array.from(info.baseMargin));
      for (const [name, printed] of recorded.values) {
        const want = /nan/.test(printed) ? Number.NaN : Number(printed.replace("inf", "Infinity"));
        const value = createMetric(name, parameters()).evaluate(predictions, info);
        const got = Number(value.toFixed(17));
        assert.ok(Object.is(got, want), `${name} of ${recorded.n} rows: expected ${want}, got ${got}`);
      }
    }
  });
}

const none = new Float32Array();
const plain = (labels: readonly number[], more: Partial<DataInfo> = {}): DataInfo => ({
  rows: labels.length,
  labels: Float32Array.from(labels),
  weights: none,
  baseMargin: none,
  groupStarts: new Uint32Array(),
  lowerBounds: none,
  upperBounds: none,
  ...more,
});

metrics("a metric's name carries its argument", () => {
  const named = (name: string) => createMetric(name, new ParameterReader({})).name;
  assert.equal(["error@0.5", "error@0.3", "ndcg@3-", "map-", "tweedie-nloglik@1.50", "rmse@4"].map(named), [
    "error",
    "error@0.3",
    "ndcg@3-",
    "map-",
    "tweedie-nloglik@1.5",
    "rmse",
  ]);
});

metrics("names without a needed argument or with a wrong one are refused", () => {
  for (const name of ["tweedie-nloglik", "tweedie-nloglik@2", "ams", "error@x", "ndcg@0"]) {
    throws(() => createMetric(name, new ParameterReader({})), "XGB_METRIC_UNUSABLE");
  }
});

metrics("labels and predictions that do not fit the metric are refused", () => {
  const evaluate = (name: string, predictions: readonly number[], info: DataInfo) =>
    createMetric(name, new ParameterReader({})).evaluate(Float32Array.from(predictions), info);
  const refused: [string, readonly number[], DataInfo][] = [
    ["rmse", [1, 2], plain([1])],
    ["rmse", [1], { ...plain([]), rows: 1 }],
    ["rmse", [1, 2], plain([1, 2], { weights: Float32Array.of(1), groupStarts: Uint32Array.of(0, 2) })],
    ["mlogloss", [0.5, 0.5], plain([2])],
    ["merror", [0.5, 0.5, 1], plain([0, 1])],
    ["auc", [0.5, 0.5, 1], plain([0, 1])],
    ["map", [0.5, 0.5], plain([0, 3])],
    ["ndcg", [0.5, 0.5], plain([0, 32])],
    ["aucpr", [1, 2], plain([0, 2], { groupStarts: Uint32Array.of(0, 2) })],
    ["cox-nloglik", [1], plain([1, 2])],
  ];
  for (const [name, predictions, info] of refused) {
    throws(() => evaluate(name, predictions, info), "XGB_METRIC_UNUSABLE");
  }
  const error = throws(() => evaluate("rmse", [1, 2], plain([1])), "XGB_METRIC_UNUSABLE");
  assert.is(error.plainMessage, "rmse cannot be evaluated: there are 2 predictions, expected 1 for each of 1 rows");
});

metrics("survival's own metric knows the distribution but not the scale, as xgboost's", () => {
  const parameters = { aft_loss_distribution: "logistic", aft_loss_distribution_scale: 0.7 };
  const info = plain([], {
    rows: 1,
    lowerBounds: Float32Array.of(0.5329711),
    upperBounds: Float32Array.of(Number.POSITIVE_INFINITY),
  });
  const margins = Float32Array.of(-1.6038629);
  const own = createObjective("survival:aft", new ParameterReader(parameters)).ownMetric!;
  const asked = createMetric("aft-nloglik", new ParameterReader(parameters));
  assert.equal(
    [own, asked].map((metric) => metric.evaluate(margins, info).toFixed(9)),
    ["1.294738155", "1.614205018"],
  );
});

metrics("equal values keep their order, whichever zero they are", () => {
  const values = Float32Array.of(0, 3, -0, Number.NEGATIVE_INFINITY, 3, -2, Number.POSITIVE_INFINITY);
  assert.equal(Array.from(descending(values)), [6, 1, 4, 0, 2, 5, 3]);
});

metrics.run();
