import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { emulated, FlyteFile, run, start, TaskError } from "../../dsl/index.js";
import { type Event, memoryCache } from "../../lib/engine/index.js";
import { Booster } from "../../lib/xgboost/index.js";
import { pimaTable } from "../../samples/01-diabetes/pima-table.js";
import { ExampleFlyte } from "../../samples/01-diabetes/pipeline.js";
import { DiabetesXgboostModel } from "../../samples/01-diabetes/workflow.js";
import { rejects } from "../support/expect.js";
import { golden } from "../support/golden.js";

interface Recorded {
  readonly ratio: number;
  readonly seed: number;
  readonly accuracy: number;
}

const sample = suite("samples/01-diabetes");
const { diabetes: python } = golden<{ diabetes: readonly Recorded[] }>("samples/numbers.json");
const options = { state: "memory" } as const;

const lines = pimaTable.trim().split("\n");
const csv = (text: string) => FlyteFile.fromBytes(text, { name: "table.csv", format: "csv" });
const trainOn = (text: string) => run(DiabetesXgboostModel, { dataset: csv(text) }, options);

for (const { ratio, seed, accuracy } of python) {
  sample(`with ratio ${ratio} and seed ${seed} the accuracy is the Python workflow's`, async () => {
    const outputs = await run(DiabetesXgboostModel, { testSplitRatio: ratio, seed }, options);
    assert.is(outputs.accuracy, accuracy);
  });
}

sample("the workflow's own inputs are those of the Python original, and its model is xgboost's JSON", async () => {
  const { accuracy, model } = await run(DiabetesXgboostModel, {}, options);
  assert.is(accuracy, 0.7559055118110236);
  const booster = Booster.load(await model.bytes());
  assert.equal([booster.rounds, booster.features], [100, 8]);
  assert.equal(booster.featureTypes, ["int", "int", "int", "int", "int", "float", "float", "int"]);
});

sample("the pipeline starts the workflow, waits for it and reports; its inputs reach the workflow", async () => {
  await using backend = emulated();
  const { ratio, seed, accuracy } = python.find((each) => each.ratio === 0.5 && each.seed === 7)!;
  const outputs = await run(ExampleFlyte, { testSplitRatio: ratio, seed }, { ...options, backend });
  assert.is(outputs.accuracy, accuracy);
  assert.is(outputs.summary, "78.4 % right on 50.0 % of the rows (seed 7)");
  assert.is(Booster.load(await outputs.model.bytes()).rounds, 100);
});

sample("another CSV of that shape is trained on: the same rows in a file, and others", async () => {
  assert.is((await trainOn(pimaTable)).accuracy, 0.7559055118110236);
  assert.is((await trainOn(`${lines.join("\r\n")}\r\n\r\n`)).accuracy, 0.7559055118110236);
  const { accuracy } = await trainOn(lines.slice(0, 60).join("\n"));
  // A third of 60 rows.
  assert.is(accuracy * 20, Math.round(accuracy * 20));
});

// A table whose third line is another one.
const withThird = (line: string) => [lines[0], lines[1], line, ...lines.slice(3)].join("\n");

for (const [what, text, expected] of [
  ["a header", `a,b,c,d,e,f,g,h,i\n${pimaTable}`, /line 1: column pregnancies: expected a number, got "a"$/],
  ["a cell too few", withThird("1,2,3"), /line 3: expected 9 values, got 3$/],
  ["a cell too many", withThird(`${lines[2]},1`), /line 3: expected 9 values, got 10$/],
  ["an empty line within", withThird(""), /line 3: expected 9 values, got 1$/],
  ["a text", withThird("8,183,64,0,0,high,0.672,32,1"), /line 3: column bmi: expected a number, got "high"$/],
  ["an empty cell", withThird("8,,64,0,0,23.3,0.672,32,1"), /line 3: column glucose: expected a number, got ""$/],
  ["no finite number", withThird("8,183,64,0,0,23.3,Infinity,32,1"), /column pedigree: expected a number, got "Inf/],
  ["a fraction", withThird("8,183,64,0,0,23.3,0.672,32.5,1"), /column age: expected a whole number, got 32\.5$/],
  ["another label", withThird("8,183,64,0,0,23.3,0.672,32,2"), /line 3: column diabetic: expected 0 or 1, got 2$/],
  ["one line", lines[0]!, /table\.csv: expected at least 2 lines, got 1$/],
  ["no line", "", /table\.csv: expected at least 2 lines, got 0$/],
] as const) {
  sample(`a table with ${what} is refused at its place, and not tried again`, async () => {
    const error = await rejects(trainOn(text), "TABLE_MALFORMED");
    assert.match(error.message, expected);
    assert.match(error.hint ?? "", "pregnancies, glucose");
    assert.ok(error instanceof TaskError && !error.retryable);
  });
}

sample("a ratio that is no share is refused as scikit-learn does, also 1, which is no count here", async () => {
  for (const testSplitRatio of [0, 1, 2, -0.5, 1.5]) {
    const error = await rejects(run(DiabetesXgboostModel, { testSplitRatio }, options), "RATIO_REFUSED");
    assert.match(error.message, `test_split_ratio is ${testSplitRatio}: expected a share between 0 and 1`);
  }
  const empty = await rejects(run(DiabetesXgboostModel, { testSplitRatio: 0.9999 }, options), "XGB_SPLIT_REFUSED");
  assert.match(empty.message, "With n_samples=768, test_size=0.9999 and train_size=None, the resulting train set");
});

sample("a ratio out of range never starts the pipeline", async () => {
  await rejects(run(ExampleFlyte, { testSplitRatio: 1.5 }, options), "VALUE_RULE_BROKEN");
});

sample("all its tasks are cached: a second run with the same inputs works on nothing, other inputs do", async () => {
  const cache = memoryCache();
  const state = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
  const worked = async (seed: number) => {
    const found: unknown[] = [];
    const onEvent = (event: Event) => {
      if (event.kind === "node" && event.phase === "SUCCEEDED") found.push(event.cache);
    };
    const { accuracy } = await run(DiabetesXgboostModel, { seed }, { state, cache, onEvent });
    return { found, accuracy };
  };
  const [first, second, other] = [await worked(7), await worked(7), await worked(8)];
  rmSync(state, { recursive: true });
  assert.equal(first.found, ["POPULATED", "POPULATED", "POPULATED", "POPULATED"]);
  assert.equal(second, { found: ["HIT", "HIT", "HIT", "HIT"], accuracy: first.accuracy });
  assert.equal(other.found, first.found);
});

sample("with the cache off every task works again", async () => {
  const { outcome, events } = start(DiabetesXgboostModel, {}, { ...options, cache: "off" });
  assert.is((await outcome).phase, "SUCCEEDED");
  for await (const event of events) if (event.kind === "node") assert.is.not(event.cache, "HIT");
});

sample.run();
