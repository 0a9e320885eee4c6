import { suite } from "uvu";
import { FlytepathError } from "../../../lib/errors/index.js";
import { Booster, type Parameters, train, XGBClassifier } from "../../../lib/xgboost/index.js";
import { type GoldenBlob, GoldenBundle, type GoldenData } from "../../support/golden-bundle.js";

interface Refusal {
  readonly kind: string;
  readonly about: string;
  readonly call: "matrix" | "train" | "predict" | "load" | "sklearn";
  readonly data?: GoldenData;
  readonly params?: Parameters;
  readonly num_boost_round?: number;
  readonly early_stopping_rounds?: number;
  readonly eval?: GoldenData;
  readonly test?: GoldenData;
  readonly iteration_range?: readonly [number, number];
  readonly model?: GoldenBlob;
  /** Parts that make the call succeed. */
  readonly sound: Partial<Refusal>;
}

const bundle = new GoldenBundle<Refusal>("refusals");
const refusals = suite("lib/xgboost/golden-refusals");

for (const [name, refusal] of Object.entries(bundle.cases)) {
  refusals(`${name}: ${refusal.about}`, () => {
    attempt({ ...refusal, ...refusal.sound });
    try {
      attempt(refusal);
    } catch (error) {
      if (FlytepathError.is(error) && error.code.startsWith("XGB_")) return;
      throw error;
    }
    throw new Error("nothing was thrown");
  });
}

refusals.run();

function attempt(refusal: Refusal): void {
  if (refusal.call === "load") {
    Booster.load(bundle.bytes(refusal.model!));
    return;
  }
  if (refusal.call === "sklearn") {
    const { x, label } = refusal.data!;
    new XGBClassifier(refusal.params).fit(bundle.rows(x!), bundle.list(label)!);
    return;
  }
  const data = bundle.matrix(refusal.data!);
  const booster = train(refusal.params ?? {}, data, {
    numBoostRound: refusal.num_boost_round ?? 2,
    ...(refusal.eval && { evals: [[bundle.matrix(refusal.eval), "eval"] as const] }),
    ...(refusal.early_stopping_rounds && { earlyStoppingRounds: refusal.early_stopping_rounds }),
  });
  if (refusal.call !== "predict") return;
  const test = refusal.test === undefined ? data : bundle.matrix(refusal.test);
  booster.predict(test, refusal.iteration_range && { iterationRange: refusal.iteration_range });
}
