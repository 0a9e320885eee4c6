import { suite } from "uvu";
import * as assert from "uvu/assert";
import { MersenneTwister } from "../../../../lib/xgboost/random/mersenne-twister.js";
import { below, weightedIndex } from "../../../../lib/xgboost/sampling/draws.js";
import { sampledPairs } from "../../../../lib/xgboost/sampling/row-sampler.js";
import { shuffle } from "../../../../lib/xgboost/sampling/shuffle.js";

const sampling = suite("lib/xgboost/sampling");

const uniform = { subsample: 0.25, gradientBased: false };

sampling("rows that are not drawn keep their place with zeros", () => {
  const pairs = new Float32Array(2000).fill(1);
  const sampled = sampledPairs(pairs, uniform, new MersenneTwister(1));
  const kept = sampled.filter((value) => value === 1).length / 2;
  assert.ok(kept > 200 && kept < 300, `kept ${kept}`);
  assert.ok(pairs.every((value) => value === 1));
});

sampling("nothing is drawn where all rows are kept", () => {
  const rng = new MersenneTwister(1);
  const pairs = new Float32Array(20);
  assert.is(sampledPairs(pairs, { ...uniform, subsample: 1 }, rng), pairs);
  assert.is(rng.uint32(), new MersenneTwister(1).uint32());
});

sampling("sampling by gradient keeps the large ones as they are and scales what is kept of the small", () => {
  const pairs = Float32Array.from({ length: 400 }, (_, i) => (i % 2 === 1 ? 0 : i < 40 ? 10 : 0.1));
  const sampled = sampledPairs(pairs, { subsample: 0.3, gradientBased: true }, new MersenneTwister(2));
  assert.ok(sampled.subarray(0, 40).every((value, i) => value === pairs[i]));
  const small = sampled.subarray(40).filter((value) => value !== 0);
  assert.ok(small.length < 90 && small.every((value) => value > 0.1));
});

sampling("a shuffle is a permutation, for sizes of either kind", () => {
  for (const count of [1, 2, 7, 300, 70_000]) {
    const items = Uint32Array.from({ length: count }, (_, i) => i);
    shuffle(items, new MersenneTwister(5));
    assert.is(new Set(items).size, count);
  }
});

sampling("draws stay below their range, and weights of 0 are never drawn", () => {
  const rng = new MersenneTwister(7);
  for (let i = 0; i < 100; i++) {
    assert.ok(below(7, rng) < 7);
    assert.is(weightedIndex([0, 3, 0], rng), 1);
  }
});

sampling.run();
