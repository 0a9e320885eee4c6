import {
  type Bindings,
  byDefault,
  Field,
  FileOf,
  Float,
  type Flow,
  FlyteFile,
  Int,
  Pipeline,
  type Refs,
  Str,
  StructuredDataset,
  Task,
  type TaskContext,
  TaskError,
} from "flytepath";
import { accuracyScore, Booster, DMatrix, trainTestSplit, XGBClassifier } from "flytepath/xgboost";
import { embeddedRows, Features, features, Labels, label, type Row, readRows, tableUrl } from "./table.js";

// The Flyte side of the sample: what the Python original registers under these names, in TypeScript.

// A model remembers them, as Python's remembers those of a frame.
const columnNotes = {
  featureNames: Object.keys(features),
  featureTypes: Object.values(features).map((type) => (type === Int ? "int" : "float")),
};
const once = { cache: "1.0", resources: { limits: { cpu: "1", memory: "500Mi" } } } as const;

export class SplitInputs {
  @Field(FileOf("csv")) dataset!: FlyteFile;
  @Field(Int) seed!: number;
  @Field(Float, { name: "test_split_ratio" }) testSplitRatio!: number;
}

export class Split {
  @Field(Features, { name: "x_train" }) xTrain!: StructuredDataset;
  @Field(Features, { name: "x_test" }) xTest!: StructuredDataset;
  @Field(Labels, { name: "y_train" }) yTrain!: StructuredDataset;
  @Field(Labels, { name: "y_test" }) yTest!: StructuredDataset;
}

/** Cuts the table's rows into a training and a test part. */
@Task({ name: "ml_training.pima_diabetes.diabetes.split_dataset", inputs: SplitInputs, outputs: Split, ...once })
export class SplitDataset {
  async run({ dataset, seed, testSplitRatio }: SplitInputs): Promise<Split> {
    if (!(testSplitRatio > 0 && testSplitRatio < 1)) throw noShare(testSplitRatio);
    const rows = dataset.uri === tableUrl ? embeddedRows() : readRows(await dataset.text(), dataset.uri);
    const [train, test] = trainTestSplit(rows, { testSize: testSplitRatio, randomState: seed });
    return {
      xTrain: tableOf(train, features),
      xTest: tableOf(test, features),
      yTrain: tableOf(train, label),
      yTest: tableOf(test, label),
    };
  }
}

export class Hyperparameters {
  @Field(Int, { name: "max_depth" }) maxDepth = byDefault(3);
  @Field(Float, { name: "learning_rate" }) learningRate = byDefault(0.1);
  @Field(Int, { name: "n_estimators" }) nEstimators = byDefault(100);
  @Field(Str) objective = byDefault("binary:logistic");
  @Field(Int, { name: "n_jobs" }) nJobs = byDefault(1);
}

export class FitInputs {
  @Field(Features) x!: StructuredDataset;
  @Field(Labels) y!: StructuredDataset;
  @Field(Hyperparameters) hyperparameters!: Hyperparameters;
}

export class Trained {
  @Field(FileOf("json"), { description: "the model in xgboost's own JSON" }) model!: FlyteFile;
}

/** Trains a boosted-trees classifier and stores it as xgboost stores models. */
@Task({
  name: "ml_training.pima_diabetes.diabetes.fit",
  inputs: FitInputs,
  outputs: Trained,
  ...once,
})
export class Fit {
  async run({ x, y, hyperparameters }: FitInputs, ctx: TaskContext): Promise<Trained> {
    const model = new XGBClassifier({
      max_depth: hyperparameters.maxDepth,
      learning_rate: hyperparameters.learningRate,
      n_estimators: hyperparameters.nEstimators,
      objective: hyperparameters.objective,
      n_jobs: hyperparameters.nJobs,
    });
    model.fit(await matrixOf(x), await labelsOf(y), columnNotes);
    ctx.log.info(`${hyperparameters.nEstimators} trees of depth ${hyperparameters.maxDepth}`);
    const bytes = model.getBooster().saveModel("json");
    return { model: FlyteFile.fromBytes(bytes, { name: "model.json", format: "json" }) };
  }
}

export class PredictInputs {
  @Field(Features) x!: StructuredDataset;
  @Field(FileOf("json")) model!: FlyteFile;
}

export class Predicted {
  @Field(Labels, { name: "o0" }) predictions!: StructuredDataset;
}

/** Predicts the label of every row. */
@Task({ name: "ml_training.pima_diabetes.diabetes.predict", inputs: PredictInputs, outputs: Predicted, ...once })
export class Predict {
  async run({ x, model }: PredictInputs): Promise<Predicted> {
    const booster = Booster.load(await model.bytes());
    const matrix = new DMatrix(await matrixOf(x), columnNotes);
    const rows = [...booster.predict(matrix)].map((chance) => ({ diabetic: chance > 0.5 ? 1 : 0 }));
    return { predictions: tableOf(rows, label) };
  }
}

export class ScoreInputs {
  @Field(Labels) predictions!: StructuredDataset;
  @Field(Labels) truth!: StructuredDataset;
}

export class Score {
  @Field(Float, { name: "o0" }) accuracy!: number;
}

/** The share of rows predicted right. */
@Task({ name: "ml_training.pima_diabetes.diabetes.score", inputs: ScoreInputs, outputs: Score, ...once })
export class ScorePredictions {
  async run({ predictions, truth }: ScoreInputs): Promise<Score> {
    return { accuracy: accuracyScore(await labelsOf(truth), await labelsOf(predictions)) };
  }
}

export class DiabetesInputs {
  @Field(FileOf("csv")) dataset = byDefault(new FlyteFile(tableUrl, { format: "csv" }));
  @Field(Float, { name: "test_split_ratio" }) testSplitRatio = byDefault(0.33);
  @Field(Int) seed = byDefault(7);
}

export class Outcome {
  @Field(FileOf("json")) model!: FlyteFile;
  @Field(Float) accuracy!: number;
}

/** Trains on one part of the table and scores on the other. */
@Pipeline({
  name: "ml_training.pima_diabetes.diabetes.diabetes_xgboost_model",
  inputs: DiabetesInputs,
  outputs: Outcome,
})
export class DiabetesXgboostModel {
  compose({ dataset, testSplitRatio, seed }: Refs<DiabetesInputs>, flow: Flow): Bindings<Outcome> {
    const parts = flow.step(SplitDataset, { dataset, seed, testSplitRatio });
    const hyperparameters = Object.assign(new Hyperparameters(), { maxDepth: 4 });
    const { model } = flow.step(Fit, { x: parts.xTrain, y: parts.yTrain, hyperparameters });
    const { predictions } = flow.step(Predict, { x: parts.xTest, model });
    const { accuracy } = flow.step(ScorePredictions, { predictions, truth: parts.yTest }, { name: "score" });
    return { model, accuracy };
  }
}

// The splitter would take 1 for a count of rows; Python's, given a float, does not.
function noShare(ratio: number): TaskError {
  const message = `test_split_ratio is ${ratio}: expected a share between 0 and 1, and neither of them`;
  return new TaskError(message, { code: "RATIO_REFUSED", hint: "Give a share such as 0.33.", retryable: false });
}

function tableOf(rows: readonly Row[], columns: Readonly<Record<string, unknown>>): StructuredDataset {
  const names = Object.keys(columns);
  return StructuredDataset.fromRows(rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]!]))));
}

async function matrixOf(table: StructuredDataset): Promise<number[][]> {
  return (await table.rows()).map((row) => Object.keys(features).map((name) => Number(row[name])));
}

async function labelsOf(table: StructuredDataset): Promise<number[]> {
  return (await table.rows()).map((row) => Number(row.diabetic));
}
