import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  Booster,
  DMatrix,
  EarlyStopping,
  type Parameters,
  QuantileDMatrix,
  train,
} from "../../../lib/xgboost/index.js";
import { throws } from "../../support/expect.js";

const refusals = suite("lib/xgboost/refusals");

const x = Float32Array.from({ length: 40 }, (_, i) => i % 7);
const label = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
const sound = { rows: 10, cols: 4, label };
const matrix = new DMatrix(x, sound);
const trained = (parameters: Parameters, data = matrix) => train(parameters, data, { numBoostRound: 2 });

refusals("an infinite feature is named by row and column", () => {
  const error = throws(
    () =>
      new DMatrix([
        [1, 2],
        [3, Number.POSITIVE_INFINITY],
      ]),
    "XGB_DATA_INFINITE",
  );
  assert.match(error.plainMessage, "row 1, column 1 is Infinity");
});

refusals("sizes that do not fit are refused", () => {
  throws(() => new DMatrix(x, { ...sound, label: [1] }), "XGB_DATA_SHAPE");
  throws(() => new DMatrix(x, { ...sound, group: [3, 4] }), "XGB_DATA_SHAPE");
  throws(() => new DMatrix([[1, 2], [3]]), "XGB_DATA_SHAPE");
  throws(() => new DMatrix({ indptr: [0, 3], indices: [0], values: [1] }), "XGB_DATA_SHAPE");
});

refusals("a negative weight is named by its row", () => {
  throws(() => new DMatrix(x, { ...sound, weight: [1, 1, -1, 1, 1, 1, 1, 1, 1, 1] }), "XGB_WEIGHT_REFUSED");
});

refusals("feature names and types are checked", () => {
  throws(() => new DMatrix(x, { ...sound, featureNames: ["a", "a", "b", "c"] }), "XGB_FEATURE_LABEL_REFUSED");
  throws(() => new DMatrix(x, { ...sound, featureTypes: ["int", "int", "int", "text"] }), "XGB_FEATURE_LABEL_REFUSED");
});

refusals("a matrix of bins keeps its number of bins, and no values", () => {
  const binned = new QuantileDMatrix(x, { ...sound, maxBin: 32 });
  throws(() => trained({ max_bin: 64 }, binned), "XGB_BINS_DIFFER");
  throws(() => binned.slice([0]), "XGB_NO_VALUES");
  throws(() => new DMatrix(x, sound).getQuantileCut(), "XGB_NOT_BINNED");
});

refusals("an evaluation set of bins must have those of the training matrix", () => {
  const other = new QuantileDMatrix(x, sound);
  throws(() => train({}, matrix, { evals: [[other, "other"]] }), "XGB_REFERENCE_DIFFERS");
});

refusals("categories count from 0", () => {
  const negative = new DMatrix([[1], [-1]], { label: [0, 1], featureTypes: ["c"] });
  throws(() => trained({}, negative), "XGB_CATEGORY_REFUSED");
});

refusals("what xgboost knows and flytepath does not is told by name", () => {
  const error = throws(() => trained({ booster: "gblinear" }), "XGB_PARAMETER_UNSUPPORTED");
  assert.is(error.plainMessage, "booster gblinear is known to xgboost, but not implemented here");
  throws(() => trained({ device: "cuda" }), "XGB_PARAMETER_UNSUPPORTED");
});

refusals("outputs and intercept must fit the objective", () => {
  throws(() => trained({ objective: "binary:logistic", num_class: 3 }), "XGB_PARAMETER_REFUSED");
  throws(() => trained({ num_target: 2 }), "XGB_PARAMETER_REFUSED");
  throws(() => trained({ max_depth: "1.0" }), "XGB_PARAMETER_REFUSED");
  throws(() => trained({ num_parallel_tree: "99999999999" }), "XGB_PARAMETER_REFUSED");
  throws(() => trained({ monotone_constraints: "1,0" }), "XGB_PARAMETER_REFUSED");
  throws(() => trained({ scale_pos_weight: Number.POSITIVE_INFINITY }), "XGB_INTERCEPT_REFUSED");
});

refusals("prediction needs the model's features and rounds", () => {
  const named = trained({}, new DMatrix(x, { ...sound, featureNames: ["a", "b", "c", "d"] }));
  throws(() => named.predict(matrix), "XGB_FEATURES_DIFFER");
  throws(() => trained({}).predict(matrix, { iterationRange: [0, 9] }), "XGB_ROUNDS_REFUSED");
  throws(() => trained({}).predict(new DMatrix([[1, 2, 3, 4, 5]])), "XGB_DATA_SHAPE");
});

refusals("early stopping needs something to watch", () => {
  throws(() => train({}, matrix, { callbacks: [new EarlyStopping({ rounds: 2 })] }), "XGB_NO_EVALUATION");
});

refusals("model files that are cut short, foreign or changed are refused with the place", () => {
  const json = new TextDecoder().decode(trained({}).saveModel("json"));
  const load = (text: string) => Booster.load(new TextEncoder().encode(text));
  throws(() => load(json.slice(0, 200)), "XGB_MODEL_UNREADABLE");
  throws(() => load("hello"), "XGB_MODEL_UNREADABLE");
  throws(() => load(json.replace('"name":"gbtree"', '"name":"gblinear"')), "XGB_PARAMETER_UNSUPPORTED");
  const vectors = json.replace('"size_leaf_vector":"1"', '"size_leaf_vector":"3"');
  throws(() => load(vectors), "XGB_PARAMETER_UNSUPPORTED");
  throws(() => Booster.load(trained({}).saveModel("ubj").slice(0, 300)), "XGB_MODEL_UNREADABLE");
  const error = throws(() => load(json.replace('"num_nodes":"', '"num_nodes":"1')), "XGB_MODEL_BROKEN");
  assert.match(error.plainMessage, "learner.gradient_booster.model.trees[0].");
});

refusals.run();
