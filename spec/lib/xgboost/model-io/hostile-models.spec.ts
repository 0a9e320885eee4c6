import { suite } from "uvu";
import * as assert from "uvu/assert";
import { FlytepathError } from "../../../../lib/errors/index.js";
import { Booster, DMatrix, RandomState, train } from "../../../../lib/xgboost/index.js";
import { throws } from "../../../support/expect.js";
import { sampleRows } from "../../../support/sample-rows.js";

const hostile = suite("lib/xgboost/model-io/hostile-models");

const { x, y } = sampleRows(60, 3);
const data = new DMatrix(x, { label: y });
const models = [
  train({ objective: "multi:softprob", num_class: 3, max_depth: 3, verbosity: 0 }, data, { numBoostRound: 2 }),
  train({ objective: "reg:squarederror", tree_method: "exact", gamma: 1, verbosity: 0 }, data, { numBoostRound: 2 }),
];
const rows = new DMatrix(x.slice(0, 5));

// A file is refused with a code, or it is a model that answers every question with a code or without.
function survives(bytes: Uint8Array, how: string): boolean {
  const attempt = (work: () => unknown): boolean => {
    try {
      work();
      return true;
    } catch (error) {
      if (FlytepathError.is(error) && error.code.startsWith("XGB_")) return false;
      throw new Error(`${how}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  let booster: Booster | undefined;
  if (!attempt(() => (booster = Booster.load(bytes)))) return false;
  for (const question of [
    () => booster!.predict(rows),
    () => booster!.predict(rows, { predLeaf: true }),
    () => booster!.predict(rows, { predContribs: true }),
    () => booster!.getDump({ format: "json", withStats: true }),
    () => booster!.getScore("gain"),
    () => booster!.saveModel("json"),
    () => booster!.saveModel("ubj"),
  ]) {
    attempt(question);
  }
  return true;
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const bytesOf = (content: string) => new Uint8Array(Buffer.from(content));

hostile("a file that is cut anywhere is refused", () => {
  for (const model of models) {
    for (const format of ["json", "ubj"] as const) {
      const bytes = model.saveModel(format);
      for (let end = 0; end < bytes.length; end += 7) {
        assert.not(survives(bytes.subarray(0, end), `${format} cut at ${end}`));
      }
    }
  }
});

hostile("bytes that are changed at random do no harm", () => {
  const random = new RandomState(11);
  for (const format of ["json", "ubj"] as const) {
    const sound = models[0]!.saveModel(format);
    for (let attempt = 0; attempt < 400; attempt++) {
      const bytes = sound.slice();
      for (const draw of random.uint32(1 + (attempt % 4))) bytes[draw % bytes.length] = (draw >>> 16) & 0xff;
      survives(bytes, `${format}, attempt ${attempt}`);
    }
  }
});

hostile("numbers that are replaced by extreme ones do no harm", () => {
  const random = new RandomState(12);
  const extremes = [
    "-1",
    "2147483647",
    "-2147483648",
    "99999999999999999999",
    "1E308",
    "NaN",
    "Infinity",
    "0",
    "1e999",
    "-0",
  ];
  for (const model of models) {
    const sound = text(model.saveModel("json"));
    const places = [...sound.matchAll(/-?\d+(?:\.\d+)?(?:E-?\d+)?/g)];
    for (const draw of random.uint32(600)) {
      const place = places[draw % places.length]!;
      const extreme = extremes[(draw >>> 8) % extremes.length]!;
      const broken = sound.slice(0, place.index) + extreme + sound.slice(place.index + place[0].length);
      survives(bytesOf(broken), `${extreme} at ${place.index}`);
    }
  }
});

hostile("every field may be missing or of another kind", () => {
  const sound = text(models[0]!.saveModel("json"));
  const keys = new Set([...sound.matchAll(/"([a-z_]+)":/g)].map((match) => match[1]!));
  for (const key of keys) {
    survives(bytesOf(sound.replaceAll(`"${key}":`, `"was_${key}":`)), `without ${key}`);
    for (const other of ["null", "[]", "{}", '"x"', "1", "1E0", "true", "[[]]"]) {
      survives(
        bytesOf(sound.replace(new RegExp(`"${key}":`), `"${key}":${other},"was_${key}":`)),
        `${key} as ${other}`,
      );
    }
  }
});

hostile("children that run in a circle or out of the tree are refused by the path of the field", () => {
  const broken = (from: RegExp, to: string) => bytesOf(text(models[1]!.saveModel("json")).replace(from, to));
  const refused = [
    broken(/"left_children":\[\d+/, '"left_children":[0'),
    broken(/"left_children":\[\d+/, '"left_children":[1000'),
    broken(/"right_children":\[\d+/, '"right_children":[7'),
    broken(/"split_indices":\[\d+/, '"split_indices":[4'),
    broken(/"parents":\[2147483647,0/, '"parents":[2147483647,1'),
    broken(/"tree_info":\[0/, '"tree_info":[1'),
    broken(/"num_nodes":"\d+"/, '"num_nodes":"2147483646"'),
    broken(/"num_trees":"2"/, '"num_trees":"1000000000"'),
    broken(/"iteration_indptr":\[0,1,2\]/, '"iteration_indptr":[0,2,1]'),
  ];
  for (const bytes of refused) throws(() => Booster.load(bytes), "XGB_MODEL_BROKEN");
  const error = throws(() => Booster.load(refused[0]!), "XGB_MODEL_BROKEN");
  assert.match(error.message, "learner.gradient_booster.model.trees[0].left_children");
});

hostile("a million brackets are refused, not followed", () => {
  throws(() => Booster.load(bytesOf(`{"learner":${"[".repeat(1e6)}`)), "XGB_MODEL_UNREADABLE");
  throws(() => Booster.load(bytesOf('{"a":'.repeat(1e5))), "XGB_MODEL_UNREADABLE");
  const nested = new Uint8Array(1e6).fill("[".charCodeAt(0));
  nested.set(Buffer.from("{L\0\0\0\0\0\0\0\x01a"));
  throws(() => Booster.load(nested), "XGB_MODEL_UNREADABLE");
});

hostile("counts that promise more than the file holds are refused before room is made for them", () => {
  const huge = Buffer.from("{L\0\0\0\0\0\0\0\x01a[$d#L\x7f\xff\xff\xff\xff\xff\xff\xff", "latin1");
  throws(() => Booster.load(new Uint8Array(huge)), "XGB_MODEL_UNREADABLE");
  for (const [model, count] of [
    [models[1]!, "num_feature"],
    [models[0]!, "num_class"],
  ] as const) {
    const broken = text(model.saveModel("json")).replaceAll(
      new RegExp(`"${count}":"\\d+"`, "g"),
      `"${count}":"2147483647"`,
    );
    throws(() => Booster.load(bytesOf(broken)), "XGB_MODEL_BROKEN");
  }
  const wide = text(models[1]!.saveModel("json")).replaceAll('"num_feature":"4"', '"num_feature":"4000000"');
  assert.ok(survives(bytesOf(wide), "wide"));
});

hostile("a tree of one endless branch predicts, and is refused where recursion would end", () => {
  const depth = 20_000;
  const nodes = 2 * depth + 1;
  const fill = <T>(value: (node: number) => T) => Array.from({ length: nodes }, (_, node) => value(node));
  const isSplit = (node: number) => node % 2 === 0 && node < nodes - 1;
  const floats = (value: string) => `[${fill(() => value)}]`;
  const tree = `{"base_weights":${floats("0E0")},"categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],
    "default_left":[${fill(() => 0)}],"id":0,
    "left_children":[${fill((node) => (isSplit(node) ? node + 1 : -1))}],
    "right_children":[${fill((node) => (isSplit(node) ? node + 2 : -1))}],
    "parents":[${fill((node) => (node === 0 ? 2147483647 : node - (node % 2 === 1 ? 1 : 2)))}],
    "loss_changes":${floats("1E0")},"split_conditions":${floats("-1E0")},"split_indices":[${fill(() => 0)}],
    "split_type":[${fill(() => 0)}],"sum_hessian":${floats("1E0")},
    "tree_param":{"num_deleted":"0","num_feature":"4","num_nodes":"${nodes}","size_leaf_vector":"1"}}`;
  const file = `{"learner":{"attributes":{},"gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"1"},
    "iteration_indptr":[0,1],"tree_info":[0],"trees":[${tree}]},"name":"gbtree"},
    "learner_model_param":{"base_score":"[5E-1]","num_class":"0","num_feature":"4"},
    "objective":{"name":"reg:squarederror"}},"version":[3,4,1]}`;
  const booster = Booster.load(bytesOf(file));
  assert.equal(Array.from(booster.predict(new DMatrix([[0, 0, 0, 0]]))), [-0.5]);
  throws(() => booster.predict(rows, { predContribs: true }), "XGB_TREE_DEEP");
  throws(() => booster.getDump({ format: "json" }), "XGB_TREE_DEEP");
  assert.is(booster.getScore().f0, depth);
});

hostile.run();
