import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RandomState } from "../../../../lib/xgboost/random/random-state.js";
import { type ClassLabel, type SplitOptions, trainTestSplit } from "../../../../lib/xgboost/split/index.js";
import { throws } from "../../../support/expect.js";
import { type GoldenArray, goldenCase, goldenNumbers } from "../../../support/golden-xgboost.js";

const splitting = suite("lib/xgboost/split/train-test-split");

interface Recorded {
  readonly expected: {
    readonly vectors: readonly {
      readonly n: number;
      readonly options: {
        readonly test_size?: number;
        readonly train_size?: number;
        readonly random_state?: number;
        readonly shuffle?: boolean;
        readonly stratify?: readonly ClassLabel[];
      };
      readonly train?: GoldenArray;
      readonly test?: GoldenArray;
      readonly error?: { readonly message: string };
    }[];
  };
}

type Vector = Recorded["expected"]["vectors"][number];

const optionsOf = ({ options }: Vector): SplitOptions => ({
  testSize: options.test_size,
  trainSize: options.train_size,
  randomState: options.random_state,
  shuffle: options.shuffle,
  stratify: options.stratify,
});

for (const name of ["split-shuffled", "split-ordered", "split-stratified"]) {
  splitting(`${name}: both parts are scikit-learn's`, () => {
    for (const vector of goldenCase<Recorded>(name).expected.vectors) {
      const index = Array.from({ length: vector.n }, (_, i) => i);
      const [train, test] = trainTestSplit(index, optionsOf(vector));
      assert.equal([train, test], [goldenNumbers(vector.train!), goldenNumbers(vector.test!)]);
    }
  });
}

splitting("what scikit-learn refuses is refused in its words", () => {
  for (const vector of goldenCase<Recorded>("split-refused").expected.vectors) {
    const index = Array.from({ length: vector.n }, (_, i) => i);
    const seed = vector.options.random_state;
    const error = throws(
      () => trainTestSplit(index, optionsOf(vector)),
      seed === -1 ? "XGB_SEED_REFUSED" : "XGB_SPLIT_REFUSED",
    );
    if (seed !== -1) assert.is(error.plainMessage, vector.error!.message);
  }
});

splitting("several arrays are split alike, each staying of its kind", () => {
  const x = [[1], [2], [3], [4]];
  const y = Float32Array.of(1, 2, 3, 4);
  const [xTrain, xTest, yTrain, yTest] = trainTestSplit(x, y, { randomState: 0 });
  assert.equal(
    [...xTrain, ...xTest].map(([value]) => value),
    [...yTrain, ...yTest],
  );
  assert.instance(yTrain, Float32Array);
});

splitting("a generator's stream goes on from call to call", () => {
  const order = (random: RandomState) => trainTestSplit([0, 1, 2, 3, 4, 5, 6, 7], { randomState: random })[0];
  const random = new RandomState(3);
  assert.not.equal(order(random), order(random));
  assert.equal(order(new RandomState(3)), order(new RandomState(3)));
});

splitting("arrays of unequal length are refused", () => {
  const error = throws(() => trainTestSplit([1, 2, 3], [1, 2]), "XGB_SPLIT_REFUSED");
  assert.is(error.plainMessage, "Found input variables with inconsistent numbers of samples: [3, 2]");
});

splitting.run();
