import { suite } from "uvu";
import * as assert from "uvu/assert";
import { DMatrix, type MatrixOptions, type Parameters, train } from "../../../lib/xgboost/index.js";
import { throws } from "../../support/expect.js";

const mistakes = suite("lib/xgboost/mistakes");

const rows = Array.from({ length: 10 }, (_, i) => [i % 3, (i * 7) % 5, i]);
const label = rows.map((_, i) => i % 2);

function attempt(parameters: Parameters, options: MatrixOptions = {}, data: readonly number[][] = rows): () => unknown {
  return () => train({ verbosity: 0, ...parameters }, new DMatrix(data, { label, ...options }), { numBoostRound: 1 });
}

mistakes("unbiased ranking tracks no more positions than memory holds", () => {
  const ranking = { objective: "rank:ndcg", lambdarank_unbiased: true, lambdarank_num_pair_per_sample: 2147483647 };
  throws(attempt(ranking, { group: [10] }), "XGB_PARAMETER_REFUSED");
  attempt({ ...ranking, lambdarank_num_pair_per_sample: 40 }, { group: [10] })();
});

mistakes("a number of classes needs an objective that knows classes", () => {
  const error = throws(attempt({ objective: "binary:logistic", num_class: 2 }), "XGB_PARAMETER_REFUSED");
  assert.is(error.plainMessage, "num_class is 2, expected none, since binary:logistic knows no classes");
  attempt({ objective: "binary:logistic", num_class: 1 })();
});

mistakes("directions need brackets", () => {
  throws(attempt({ monotone_constraints: "1,0,-1" }), "XGB_PARAMETER_REFUSED");
  attempt({ monotone_constraints: "(1,0,-1)" })();
  attempt({ monotone_constraints: [1, 0, -1] })();
  for (const value of [1, "-1", "(1", "(1,0)x", "[1,0]", "(1,,0)", "(1.5)", "(99999999999)"])
    throws(attempt({ monotone_constraints: value }), "XGB_PARAMETER_REFUSED");
  for (const value of [" 1 ", "( 1 , -1 )", "(1L,0,)", "()", "(+1)"]) attempt({ monotone_constraints: value })();
  throws(attempt({ interaction_constraints: " " }), "XGB_PARAMETER_REFUSED");
  throws(attempt({ seed: "9".repeat(30) }), "XGB_PARAMETER_REFUSED");
  throws(attempt({ fail_on_invalid_gpu_id: 2 }), "XGB_PARAMETER_REFUSED");
});

mistakes("weights of features are not negative", () => {
  throws(attempt({}, { featureWeights: [1, -1, 1] }), "XGB_FEATURE_LABEL_REFUSED");
});

mistakes("fractions in a column of categories are told by their row", () => {
  const fractions = rows.map(([, b, c], i) => [i / 10, b!, c!]);
  const error = throws(attempt({}, { featureTypes: ["c", "q", "q"] }, fractions), "XGB_CATEGORY_REFUSED");
  assert.match(error.message, "column 0 is 0.1");
});

mistakes("a ranking metric says a number of places or none", () => {
  throws(attempt({ eval_metric: "ndcg@a" }), "XGB_METRIC_UNUSABLE");
});

mistakes.run();
