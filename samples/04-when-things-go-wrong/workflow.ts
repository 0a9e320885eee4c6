import { Max } from "class-validator";
import { type Bindings, Field, Float, type Flow, Int, Pipeline, type Refs, Task, type TaskContext } from "flytepath";
import { accuracyScore, trainTestSplit, XGBClassifier } from "flytepath/xgboost";
import { embeddedRows, features, type Row } from "../01-diabetes/table.js";

// The Flyte side of the sample: what `--register` puts on the emulator.

export class TrialInputs {
  @Field(Int) seed!: number;
  @Field(Int) @Max(10_000) rounds!: number;
}

export class TrialOutputs {
  @Field(Float) accuracy!: number;
}

/** Splits the diabetes table by a seed, trains on one part and scores on the other: in a thread, since that is all work and no waiting. */
@Task({ name: "diabetes.study.trial", inputs: TrialInputs, outputs: TrialOutputs, isolation: "thread" })
export class Trial {
  run({ seed, rounds }: TrialInputs, ctx: TaskContext): TrialOutputs {
    const [train, test] = trainTestSplit(embeddedRows(), { testSize: 0.33, randomState: seed });
    const model = new XGBClassifier({ max_depth: 4, learning_rate: 0.1, n_estimators: rounds });
    model.fit(measured(train), diagnosed(train));
    const accuracy = accuracyScore(diagnosed(test), model.predict(measured(test)));
    ctx.log.info(`seed ${seed}: ${(accuracy * 100).toFixed(1)} % right after ${rounds} rounds`);
    return { accuracy };
  }
}

export class StudyInputs {
  @Field([Int]) seeds!: number[];
  @Field(Int) rounds!: number;
}

export class StudyOutputs {
  @Field([Float]) accuracies!: number[];
}

/** One trial for every seed, two at once. */
@Pipeline({ name: "diabetes.study", inputs: StudyInputs, outputs: StudyOutputs })
export class DiabetesStudy {
  compose({ seeds, rounds }: Refs<StudyInputs>, flow: Flow): Bindings<StudyOutputs> {
    const { accuracy } = flow.map(Trial, { seed: seeds, rounds }, { concurrency: 2 });
    return { accuracies: accuracy };
  }
}

function measured(rows: readonly Row[]): number[][] {
  return rows.map((row) => Object.keys(features).map((name) => row[name]!));
}

function diagnosed(rows: readonly Row[]): number[] {
  return rows.map(({ diabetic }) => diabetic!);
}
