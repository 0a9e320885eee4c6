import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run } from "../../dsl/index.js";
import { Booster } from "../../lib/xgboost/index.js";
import { importancesOf, judge, sentenceOf } from "../../samples/03-xgboost/explain.js";
import { featureNames, matrixOf, partsOf } from "../../samples/03-xgboost/parts.js";
import { drawPicture } from "../../samples/03-xgboost/picture/draw-picture.js";
import { BoostedDiabetes } from "../../samples/03-xgboost/pipeline.js";
import { trainModel } from "../../samples/03-xgboost/train-model.js";
import { rejects } from "../support/expect.js";
import { golden } from "../support/golden.js";
import { repository } from "../support/sources.js";
import { wellFormed } from "../support/well-formed.js";

interface Recorded {
  readonly rows: Record<"train" | "validation" | "test", number>;
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly best_iteration: number;
  readonly best_score: number;
  readonly chances: string;
  readonly accuracy: number;
  readonly logloss: number;
  readonly importances: Readonly<Record<string, number>>;
  readonly first: readonly number[];
  readonly model_sha256: string;
}

const sample = suite("samples/03-xgboost");
const { boosted: python } = golden<{ boosted: Recorded }>("samples/numbers.json");
const folder = join(repository, "samples", "03-xgboost");

const parts = partsOf(7);
const { booster, curve } = await trainModel(parts);

sample("the table is cut as scikit-learn cuts it", () => {
  const { train, validation, test } = parts;
  assert.equal({ train: train.length, validation: validation.length, test: test.length }, python.rows);
});

sample("the losses of every round, the best round and the model file are those of Python's xgboost", () => {
  const [train, validation] = [curve.map((loss) => loss.train), curve.map((loss) => loss.validation)];
  assert.equal(train, python.train);
  assert.equal(validation, python.validation);
  assert.is(booster.rounds, python.best_iteration + 1);
  assert.is(booster.bestScore, python.best_score);
  assert.is(sha256(booster.saveModel("json")), python.model_sha256);
});

sample("predictions, accuracy and logloss on the test rows are those of Python", () => {
  const bytes = Buffer.from(python.chances, "base64");
  assert.equal(Buffer.from(booster.predict(matrixOf(parts.test)).buffer), bytes);
  const { accuracy, logloss } = judge(booster, parts.test);
  assert.is(accuracy, python.accuracy);
  near(logloss, python.logloss);
});

sample("the explanation is made of Python's SHAP values, the strongest feature first", () => {
  const importances = importancesOf(booster, parts.test);
  for (const { feature, contribution } of importances) near(contribution, python.importances[feature]!);
  const strongest = Object.entries(python.importances).sort(([, a], [, b]) => b - a);
  assert.equal(
    importances.map(({ feature }) => feature),
    strongest.map(([feature]) => feature),
  );
  const push = python.first[featureNames.indexOf("glucose")]!;
  assert.match(sentenceOf(booster, parts.test[0]!), `glucose 62 (−${Math.abs(push).toFixed(2)})`);
});

sample("a measurement that was not taken is missing, and is called so", () => {
  const row = { ...parts.test[0]!, glucose: 0, pregnancies: 0 };
  assert.match(sentenceOf(booster, row), /^\d+ % chance of diabetes/);
  const [missing, zero] = [matrixOf([row]), matrixOf([{ ...row, glucose: 1e-9 }])];
  assert.is.not(booster.predict(missing)[0], booster.predict(zero)[0]);
  const alone = { ...row, age: 0, bmi: 0, insulin: 0, skin_fold: 0, blood_pressure: 0 };
  assert.match(sentenceOf(booster, alone), / not measured \([+−]\d/);
});

sample("the picture is well-formed, holds both charts, and is the one that the README shows", () => {
  const story = { curve, rounds: booster.rounds, verdict: judge(booster, parts.test) };
  const picture = drawPicture({ ...story, importances: importancesOf(booster, parts.test) });
  const { ids, words } = wellFormed(picture);
  assert.equal(ids, ["title", "description", "learning-curve", "importances"]);
  for (const said of [
    "training",
    "validation",
    "best: round 46",
    "40 rounds not kept",
    "glucose",
    "0.691",
    "logloss",
  ]) {
    assert.ok(words.includes(said), said);
  }
  assert.is(picture, readFileSync(join(folder, "picture.svg"), "utf8"));
});

sample("names with signs of XML and a curve of one round are drawn, too", () => {
  const picture = drawPicture({
    curve: [{ train: 0.5, validation: 0.5 }],
    rounds: 1,
    verdict: { accuracy: 1, logloss: 0 },
    importances: [{ feature: 'a<b & "c"', contribution: 0 }],
  });
  assert.ok(wellFormed(picture).words.includes('a<b & "c"'));
  assert.not.match(picture, /NaN|Infinity|undefined/);
});

sample("the pipeline gives the same model, picture and numbers", async () => {
  const outputs = await run(BoostedDiabetes, {}, { state: "memory" });
  assert.is(sha256(await outputs.model.bytes()), python.model_sha256);
  assert.is(await outputs.picture.text(), readFileSync(join(folder, "picture.svg"), "utf8"));
  assert.is(outputs.accuracy, python.accuracy);
  near(outputs.logloss, python.logloss);
  assert.match(outputs.sentence, /^16 % chance of diabetes within five years; .*glucose 62/);
});

sample("another row of the test part can be explained; one that is not there is refused", async () => {
  const { sentence } = await run(BoostedDiabetes, { patient: 153 }, { state: "memory" });
  assert.is(sentence, sentenceOf(booster, parts.test[153]!));
  const error = await rejects(run(BoostedDiabetes, { patient: 154 }, { state: "memory" }), "PATIENT_UNKNOWN");
  assert.match(error.message, "there is no test row 154: expected a number below 154");
});

sample("the program writes both files, and its model can be loaded", () => {
  const written = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
  const main = join(repository, "dist", "samples", "03-xgboost", "main.js");
  const said = execFileSync(process.execPath, [main, written], { encoding: "utf8" });
  const model = readFileSync(join(written, "model.json"));
  const picture = readFileSync(join(written, "picture.svg"), "utf8");
  rmSync(written, { recursive: true });
  assert.match(said, "stopped after 86 rounds, kept 46");
  assert.is(Booster.load(model).rounds, 46);
  assert.is(wellFormed(picture).ids.length, 4);
});

sample.run();

// Sums are taken in another order than numpy's.
function near(got: number, expected: number): void {
  assert.ok(Math.abs(got - expected) < 1e-12, `expected ${expected}, got ${got}`);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
