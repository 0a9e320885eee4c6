import { suite } from "uvu";
import { type Parameters, trainTestSplit } from "../../../lib/xgboost/index.js";
import { GoldenBundle, sameNumbers } from "../../support/golden-bundle.js";
import { checkFitted, estimators, type Fitted } from "../../support/golden-estimator.js";
import type { GoldenArray } from "../../support/golden-xgboost.js";

interface Example {
  readonly kind: string;
  readonly about: string;
  readonly estimator: keyof typeof estimators;
  readonly params: Parameters;
  readonly table: GoldenArray;
  readonly split: { readonly test_size: number; readonly random_state: number };
  readonly expected: Fitted & { readonly train_index: GoldenArray; readonly test_index: GoldenArray };
}

const bundle = new GoldenBundle<Example>("pima");
const example = suite("lib/xgboost/golden-example");

for (const [name, recorded] of Object.entries(bundle.cases)) {
  if (recorded.kind === "pima") example(`${name}: ${recorded.about}`, () => checkExample(recorded));
}

example.run();

function checkExample({ estimator, params, table, split, expected }: Example): void {
  const rows = bundle.rows(table);
  const options = { testSize: split.test_size, randomState: split.random_state };
  const [trainIndex, testIndex] = trainTestSplit(
    rows.map((_, row) => row),
    options,
  );
  sameNumbers("train_index", trainIndex, bundle.array(expected.train_index));
  sameNumbers("test_index", testIndex, bundle.array(expected.test_index));
  const [xTrain, xTest, yTrain, yTest] = trainTestSplit(
    rows.map((row) => row.slice(0, 8)),
    rows.map((row) => row[8]!),
    options,
  );
  checkFitted(bundle, new estimators[estimator](params).fit(xTrain, yTrain), { expected, x: xTest, y: yTest });
}
