import { suite, type Test } from "uvu";
import * as assert from "uvu/assert";
import {
  Booster,
  type DMatrix,
  type History,
  type ImportanceType,
  type Parameters,
  train,
} from "../../lib/xgboost/index.js";
import {
  type GoldenBlob,
  GoldenBundle,
  type GoldenData,
  given,
  sameNumbers,
  sameText,
  sha256,
} from "./golden-bundle.js";
import type { GoldenArray } from "./golden-xgboost.js";

type Series = { readonly shape: readonly [number, number] } & GoldenArray;

interface Hashed {
  readonly sample: GoldenArray;
  readonly step: number;
  readonly sha256: string;
}

interface Prediction {
  readonly name: string;
  readonly data: string | GoldenData;
  readonly margin?: GoldenArray;
  readonly value?: GoldenArray;
  readonly margin_hash?: Hashed;
  readonly value_hash?: Hashed;
}

interface Probe {
  readonly data: GoldenData;
  readonly leaf?: GoldenArray;
  readonly contribs?: GoldenArray;
  readonly interactions?: GoldenArray;
  readonly ranges?: readonly { readonly range: readonly [number, number]; readonly margin: GoldenArray }[];
}

/** A recorded training; spec/golden/xgboost/README.md tells its fields. */
export interface TrainingCase {
  readonly kind: string;
  readonly about: string;
  readonly params: Parameters;
  readonly num_boost_round: number;
  readonly data: GoldenData;
  readonly evals?: readonly { readonly data: "train" | GoldenData; readonly name: string }[];
  readonly early_stopping_rounds?: number;
  readonly xgb_model?: GoldenBlob;
  readonly expected: {
    readonly model: { readonly json: GoldenBlob; readonly ubj: GoldenBlob };
    readonly history?: { readonly order: readonly (readonly [string, string])[]; readonly values: Series };
    readonly best_iteration?: number;
    readonly warnings?: readonly string[];
    readonly predict: readonly Prediction[];
    readonly probe: Probe;
    readonly importance: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly dump?: GoldenBlob;
    readonly cuts?: { readonly indptr: GoldenArray; readonly values: GoldenArray };
  };
}

/** Sums of the C library's double functions: their last digits depend on that library. */
const doubleSums = /^(aft-nloglik|cox-nloglik|aucpr|ndcg)/;

/** A suite with one test for every training of a bundle: files, histories and predictions, bit for bit. */
export function trainings(bundleName: string): Test {
  const bundle = new GoldenBundle<TrainingCase>(bundleName);
  const tests = suite(`lib/xgboost/golden-${bundleName}`);
  for (const [name, recorded] of Object.entries(bundle.cases)) {
    if (recorded.kind === "train") tests(`${name}: ${recorded.about}`, () => checkTraining(bundle, recorded));
  }
  return tests;
}

function checkTraining(bundle: GoldenBundle<TrainingCase>, recorded: TrainingCase): void {
  const { expected } = recorded;
  const matrix = bundle.matrix(recorded.data);
  const evals = (recorded.evals ?? []).map(
    ({ data, name }) => [data === "train" ? matrix : bundle.matrix(data, matrix), name] as const,
  );
  const history: History = {};
  const warnings: string[] = [];
  const booster = train(recorded.params, matrix, {
    numBoostRound: recorded.num_boost_round,
    evals,
    evalsResult: history,
    onWarning: (message) => warnings.push(message),
    ...given({ earlyStoppingRounds: recorded.early_stopping_rounds }),
    ...(recorded.xgb_model && { xgbModel: Booster.load(bundle.bytes(recorded.xgb_model)) }),
  });
  const json = bundle.bytes(expected.model.json);
  sameText("model.json", booster.saveModel("json"), json);
  assert.is(sha256(booster.saveModel("ubj")), expected.model.ubj.sha256, "model.ubj");
  // What xgboost advises once a process is not said here.
  const advice = /deprecated|manually specified/;
  const said = (expected.warnings ?? []).filter((warning) => !advice.test(warning));
  assert.equal([...new Set(warnings)], [...new Set(said)], "warnings");
  checkHistory(bundle, history, expected.history);
  if (expected.best_iteration !== undefined) assert.is(booster.bestIteration, expected.best_iteration);
  const dataOf = (data: Prediction["data"]): DMatrix => {
    if (typeof data !== "string") return bundle.matrix(data, matrix);
    return data === "train" ? matrix : evals.find(([, name]) => data === `eval:${name}`)![0];
  };
  for (const prediction of expected.predict)
    checkPrediction(bundle, prediction, { booster, data: dataOf(prediction.data) });
  checkProbe(bundle, expected.probe, { booster, data: bundle.matrix(expected.probe.data, matrix) });
  for (const [type, want] of Object.entries(expected.importance)) {
    assert.equal(booster.getScore(type as ImportanceType), want, `importance ${type}`);
  }
  checkDumps(bundle, booster, expected.dump);
  if (expected.cuts !== undefined) {
    const { indptr, values } = matrix.getQuantileCut();
    sameNumbers("cuts.indptr", indptr, bundle.array(expected.cuts.indptr));
    sameNumbers("cuts.values", values, bundle.array(expected.cuts.values));
  }
  checkLoading(bundle, recorded, json);
}

function checkLoading(bundle: GoldenBundle<TrainingCase>, { expected }: TrainingCase, json: Uint8Array): void {
  const loaded = Booster.load(json);
  sameText("loaded model.json", loaded.saveModel("json"), json);
  assert.is(sha256(loaded.saveModel("ubj")), expected.model.ubj.sha256, "loaded model.ubj");
  if (expected.model.ubj.file === undefined) return;
  const again = Booster.load(bundle.bytes(expected.model.ubj));
  sameText("model.json by way of model.ubj", again.saveModel("json"), json);
}

function checkHistory(
  bundle: GoldenBundle<TrainingCase>,
  history: History,
  want: TrainingCase["expected"]["history"],
): void {
  if (want === undefined) return;
  const values = bundle.array(want.values);
  const rounds = want.values.shape[0];
  want.order.forEach(([set, metric], k) => {
    const series = Array.from({ length: rounds }, (_, round) => values[round * want.order.length + k]!);
    sameNumbers(`${set}-${metric}`, history[set]?.[metric] ?? [], series, doubleSums.test(metric) ? 1e-12 : 0);
  });
}

interface Predicting {
  readonly booster: Booster;
  readonly data: DMatrix;
}

function checkPrediction(bundle: GoldenBundle<TrainingCase>, want: Prediction, { booster, data }: Predicting): void {
  for (const kind of ["margin", "value"] as const) {
    const what = `predict.${want.name}.${kind}`;
    const got = booster.predict(data, { outputMargin: kind === "margin" });
    const [whole, hashed] = [want[kind], want[`${kind}_hash`]];
    if (whole !== undefined) sameNumbers(what, got, bundle.array(whole));
    if (hashed === undefined) continue;
    sameNumbers(
      what,
      got.filter((_, i) => i % hashed.step === 0),
      bundle.array(hashed.sample),
    );
    assert.is(sha256(new Uint8Array(got.buffer)), hashed.sha256, what);
  }
}

function checkProbe(bundle: GoldenBundle<TrainingCase>, probe: Probe, { booster, data }: Predicting): void {
  const { leaf, contribs, interactions, ranges = [] } = probe;
  if (leaf !== undefined) sameNumbers("leaf", booster.predict(data, { predLeaf: true }), bundle.array(leaf));
  if (contribs !== undefined)
    sameNumbers("contribs", booster.predict(data, { predContribs: true }), bundle.array(contribs));
  if (interactions !== undefined)
    sameNumbers("interactions", booster.predict(data, { predInteractions: true }), bundle.array(interactions));
  for (const { range, margin } of ranges) {
    const got = booster.predict(data, { outputMargin: true, iterationRange: range });
    sameNumbers(`rounds ${range}`, got, bundle.array(margin));
  }
}

function checkDumps(bundle: GoldenBundle<TrainingCase>, booster: Booster, blob: GoldenBlob | undefined): void {
  if (blob === undefined) return;
  const dumps = JSON.parse(Buffer.from(bundle.bytes(blob)).toString()) as Readonly<Record<string, readonly string[]>>;
  for (const [key, want] of Object.entries(dumps)) {
    const [format, stats] = key.split("_") as ["text" | "json" | "dot", string | undefined];
    assert.equal(booster.getDump({ format, withStats: stats !== undefined }), want, `dump ${key}`);
  }
}
