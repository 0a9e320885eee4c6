import * as assert from "uvu/assert";
import { Booster, XGBClassifier, XGBRegressor } from "../../lib/xgboost/index.js";
import { type GoldenBlob, type GoldenBundle, sameNumbers, sameText, sha256 } from "./golden-bundle.js";
import type { GoldenArray } from "./golden-xgboost.js";

/** What a fitted estimator is known to answer. */
export interface Fitted {
  readonly predict: GoldenArray;
  readonly predict_proba?: GoldenArray;
  readonly margin: GoldenArray;
  readonly score: number;
  readonly feature_importances: GoldenArray;
  readonly best_iteration?: number;
  readonly model: { readonly json: GoldenBlob; readonly ubj: GoldenBlob };
}

/** The estimators by the names that cases use. */
export const estimators = { XGBClassifier, XGBRegressor };

/** Compares a fitted estimator with what was recorded, bit for bit. */
export function checkFitted(
  bundle: GoldenBundle<unknown>,
  model: XGBClassifier | XGBRegressor,
  { expected, x, y }: { readonly expected: Fitted; readonly x: readonly number[][]; readonly y: readonly number[] },
): void {
  sameNumbers("predict", model.predict(x) as ArrayLike<number>, bundle.array(expected.predict));
  if (model instanceof XGBClassifier)
    sameNumbers("predictProba", flat(model.predictProba(x)), bundle.array(expected.predict_proba!));
  sameNumbers("margin", flat(model.predict(x, { outputMargin: true })), bundle.array(expected.margin));
  sameNumbers("score", [model.score(x, y)], [expected.score], 1e-12);
  sameNumbers("featureImportances", model.featureImportances, bundle.array(expected.feature_importances));
  if (expected.best_iteration !== undefined) assert.is(model.bestIteration, expected.best_iteration);
  const json = bundle.bytes(expected.model.json);
  sameText("model.json", model.getBooster().saveModel("json"), json);
  assert.is(sha256(model.getBooster().saveModel("ubj")), expected.model.ubj.sha256, "model.ubj");
  sameText("loaded model.json", Booster.load(json).saveModel("json"), json);
}

function flat(value: unknown): number[] {
  return typeof value === "object" && value !== null
    ? (Array.prototype.flatMap.call(value, flat) as number[])
    : [Number(value)];
}
