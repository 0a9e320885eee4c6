import {
  DatasetOf,
  Field,
  FileOf,
  Float,
  FlyteFile,
  Int,
  Str,
  StructuredDataset,
  Task,
  type TaskContext,
  TaskError,
} from "flytepath";
import { Booster } from "flytepath/xgboost";
import { features, label, type Row } from "../01-diabetes/table.js";
import { importancesOf, judge, sentenceOf } from "./explain.js";
import { partsOf } from "./parts.js";
import { drawPicture } from "./picture/draw-picture.js";
import { trainModel } from "./train-model.js";

const People = DatasetOf({ ...features, ...label });
const Curve = DatasetOf({ train: Float, validation: Float });
const Importances = DatasetOf({ feature: Str, contribution: Float });

export class SplitInputs {
  @Field(Int, { description: "seed of the split" }) seed!: number;
}

export class SplitOutputs {
  @Field(People) train!: StructuredDataset;
  @Field(People) validation!: StructuredDataset;
  @Field(People) test!: StructuredDataset;
}

/** Cuts the table in three. */
@Task({ inputs: SplitInputs, outputs: SplitOutputs })
export class Split {
  run({ seed }: SplitInputs): SplitOutputs {
    const { train, validation, test } = partsOf(seed);
    return {
      train: StructuredDataset.fromRows(train),
      validation: StructuredDataset.fromRows(validation),
      test: StructuredDataset.fromRows(test),
    };
  }
}

export class TrainInputs {
  @Field(People) train!: StructuredDataset;
  @Field(People) validation!: StructuredDataset;
}

export class TrainOutputs {
  @Field(FileOf("json"), { description: "the model in xgboost's own JSON" }) model!: FlyteFile;
  @Field(Curve, { description: "logloss on both parts, a row a round" }) curve!: StructuredDataset;
  @Field(Int, { description: "rounds that were kept" }) rounds!: number;
}

/** Trains in a thread of its own, stops early, and keeps the rounds up to the best. */
@Task({ inputs: TrainInputs, outputs: TrainOutputs, isolation: "thread" })
export class Train {
  async run({ train, validation }: TrainInputs, { signal, progress, log }: TaskContext): Promise<TrainOutputs> {
    const parts = { train: await peopleOf(train), validation: await peopleOf(validation) };
    const { booster, curve } = await trainModel(parts, {
      signal,
      onRound: ({ round, rounds }) => progress((round + 1) / rounds),
    });
    log.info(`stopped after ${curve.length} rounds, kept ${booster.rounds}`);
    return {
      model: FlyteFile.fromBytes(booster.saveModel("json"), { name: "model.json", format: "json" }),
      curve: StructuredDataset.fromRows(curve.map((loss) => ({ ...loss }))),
      rounds: booster.rounds,
    };
  }
}

export class ExplainInputs {
  @Field(FileOf("json")) model!: FlyteFile;
  @Field(People) test!: StructuredDataset;
  @Field(Int) patient!: number;
}

export class ExplainOutputs {
  @Field(Float, { description: "share of the test rows that the model predicts right" }) accuracy!: number;
  @Field(Float) logloss!: number;
  @Field(Importances, { description: "mean |SHAP value| of every feature" }) importances!: StructuredDataset;
  @Field(Str, { description: "what the model thinks of one person, and why" }) sentence!: string;
}

/** Judges the model on rows that it has not seen, and asks it for its reasons. */
@Task({ inputs: ExplainInputs, outputs: ExplainOutputs })
export class Explain {
  async run({ model, test, patient }: ExplainInputs): Promise<ExplainOutputs> {
    const booster = Booster.load(await model.bytes());
    const people = await peopleOf(test);
    const person = people[patient];
    if (person === undefined) throw noSuchRow(patient, people.length);
    const importances = importancesOf(booster, people).map((importance) => ({ ...importance }));
    return {
      ...judge(booster, people),
      importances: StructuredDataset.fromRows(importances),
      sentence: sentenceOf(booster, person),
    };
  }
}

export class DrawInputs {
  @Field(Int) rounds!: number;
  @Field(Curve) curve!: StructuredDataset;
  @Field(Importances) importances!: StructuredDataset;
  @Field(Float) accuracy!: number;
  @Field(Float) logloss!: number;
}

export class DrawOutputs {
  @Field(FileOf("svg"), { description: "learning curve and importances" }) picture!: FlyteFile;
}

/** Draws what was learned. */
@Task({ inputs: DrawInputs, outputs: DrawOutputs })
export class Draw {
  async run({ rounds, curve, importances, accuracy, logloss }: DrawInputs): Promise<DrawOutputs> {
    const picture = drawPicture({
      rounds,
      verdict: { accuracy, logloss },
      curve: (await curve.rows()).map((row) => ({ train: Number(row.train), validation: Number(row.validation) })),
      importances: (await importances.rows()).map((row) => ({
        feature: String(row.feature),
        contribution: Number(row.contribution),
      })),
    });
    return { picture: FlyteFile.fromBytes(picture, { name: "picture.svg", format: "svg" }) };
  }
}

function noSuchRow(patient: number, rows: number): TaskError {
  const message = `there is no test row ${patient}: expected a number below ${rows}`;
  return new TaskError(message, { code: "PATIENT_UNKNOWN", hint: "Give the number of a row.", retryable: false });
}

async function peopleOf(table: StructuredDataset): Promise<readonly Row[]> {
  // Every column is a number, as `People` says.
  return (await table.rows()) as readonly Row[];
}
