import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RandomState } from "../../../../lib/xgboost/random/random-state.js";
import { throws } from "../../../support/expect.js";
import { type GoldenArray, goldenCase, goldenNumbers } from "../../../support/golden-xgboost.js";

const random = suite("lib/xgboost/random/random-state");

interface Stream {
  readonly expected: {
    readonly vectors: readonly {
      readonly seed: number;
      readonly calls: readonly {
        readonly method: "permutation" | "random_sample" | "uint32";
        readonly args: readonly [number];
        readonly out: GoldenArray;
      }[];
    }[];
  };
}

for (const name of ["random-permutation", "random-stream"]) {
  random(`${name}: a stream goes on as numpy's does`, () => {
    for (const { seed, calls } of goldenCase<Stream>(name).expected.vectors) {
      const state = new RandomState(seed);
      const methods = {
        permutation: (n: number) => state.permutation(n),
        random_sample: (n: number) => state.randomSample(n),
        uint32: (n: number) => state.uint32(n),
      };
      for (const { method, args, out } of calls) {
        assert.equal(Array.from(methods[method](args[0])), goldenNumbers(out), `seed ${seed}, ${method}(${args[0]})`);
      }
    }
  });
}

random("a seed beyond 32 bits, negative or fractional is refused", () => {
  for (const seed of [-1, 0.5, 2 ** 32]) throws(() => new RandomState(seed), "XGB_SEED_REFUSED");
});

random("without a seed a permutation still holds every number once", () => {
  assert.equal([...new RandomState().permutation(5)].sort(), [0, 1, 2, 3, 4]);
});

random.run();
