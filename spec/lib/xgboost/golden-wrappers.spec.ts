import { suite } from "uvu";
import { type CvOptions, cv, type Parameters } from "../../../lib/xgboost/index.js";
import { GoldenBundle, type GoldenData, given, sameNumbers } from "../../support/golden-bundle.js";
import { checkFitted, estimators, type Fitted } from "../../support/golden-estimator.js";
import type { GoldenArray } from "../../support/golden-xgboost.js";

interface Pair {
  readonly x: GoldenArray;
  readonly y: GoldenArray;
}

interface Wrapped {
  readonly kind: "sklearn" | "cv";
  readonly about: string;
  readonly estimator: keyof typeof estimators;
  readonly params: Parameters;
  readonly num_boost_round: number;
  readonly data: GoldenData;
  readonly options: CvOptions & { readonly early_stopping_rounds?: number };
  readonly fit: Pair & {
    readonly sample_weight?: GoldenArray;
    readonly base_margin?: GoldenArray;
    readonly eval_set?: readonly Pair[];
    readonly sample_weight_eval_set?: readonly GoldenArray[];
  };
  readonly test: Pair;
  readonly expected: Fitted & {
    readonly result: Readonly<Record<string, GoldenArray>>;
    readonly evals_result?: Readonly<Record<string, Readonly<Record<string, GoldenArray>>>>;
  };
}

const bundle = new GoldenBundle<Wrapped>("wrappers");
const wrappers = suite("lib/xgboost/golden-wrappers");

for (const [name, recorded] of Object.entries(bundle.cases)) {
  wrappers(`${name}: ${recorded.about}`, () =>
    recorded.kind === "cv" ? checkFolds(recorded) : checkWrapper(recorded),
  );
}

wrappers.run();

function checkFolds({ params, data, num_boost_round: numBoostRound, options, expected }: Wrapped): void {
  const { early_stopping_rounds: earlyStoppingRounds, ...rest } = options;
  const result = cv(params, bundle.matrix(data), { numBoostRound, ...rest, ...given({ earlyStoppingRounds }) });
  for (const [key, series] of Object.entries(expected.result)) {
    sameNumbers(key, result[key] ?? [], bundle.array(series), 1e-12);
  }
}

function checkWrapper({ estimator, params, fit, test, expected }: Wrapped): void {
  const model = new estimators[estimator](params);
  const y = bundle.list(fit.y)!;
  model.fit(
    bundle.rows(fit.x),
    y,
    given({
      sampleWeight: bundle.list(fit.sample_weight),
      baseMargin: bundle.list(fit.base_margin),
      evalSet: fit.eval_set?.map((pair) => [bundle.rows(pair.x), bundle.list(pair.y)!] as const),
      sampleWeightEvalSet: fit.sample_weight_eval_set?.map((weights) => bundle.list(weights)!),
    }),
  );
  for (const [set, metrics] of Object.entries(expected.evals_result ?? {})) {
    for (const [metric, series] of Object.entries(metrics)) {
      sameNumbers(`${set}-${metric}`, model.evalsResult()[set]?.[metric] ?? [], bundle.array(series));
    }
  }
  checkFitted(bundle, model, { expected, x: bundle.rows(test.x), y: bundle.list(test.y)! });
}
