import { Max, Min } from "class-validator";
import {
  type Bindings,
  byDefault,
  Field,
  Float,
  type Flow,
  type FlyteExecution,
  FlyteFile,
  FlyteSensor,
  FlyteStep,
  Int,
  Pipeline,
  type Refs,
  Remote,
  Str,
  Task,
  type TaskContext,
} from "flytepath";

export class TrainRequest {
  @Field(Float, { name: "test_split_ratio", description: "share of the rows that the model is tested on" })
  @Min(0)
  @Max(1)
  testSplitRatio = byDefault(0.66);

  @Field(Int, { description: "seed of the split" }) seed = byDefault(5);
}

export class TrainResult {
  @Field(FlyteFile) model!: FlyteFile;
  @Field(Float) accuracy!: number;
}

/** Starts the launch plan that trains the model, wherever it is registered. */
@FlyteStep({
  launchPlan: "ml_training.pima_diabetes.diabetes.diabetes_xgboost_model",
  project: "flytesnacks",
  domain: "development",
  connection: "flyte_conn",
  wait: false,
  inputs: TrainRequest,
})
export class DiabetesPredictions extends Remote<TrainRequest, FlyteExecution> {}

export class ReportInputs {
  @Field(FlyteFile) model!: FlyteFile;
  @Field(Float) accuracy!: number;
  @Field(Float) ratio!: number;
  @Field(Int) seed!: number;
}

export class ReportOutputs {
  @Field(FlyteFile, { description: "the trained model, in xgboost's JSON" }) model!: FlyteFile;
  @Field(Float, { description: "share of the test rows that the model predicts right" }) accuracy!: number;
  @Field(Str, { description: "one sentence for a person" }) summary!: string;
}

/** Says in a sentence how good the model is. */
@Task({ inputs: ReportInputs, outputs: ReportOutputs, retries: 2, timeout: "5m" })
export class Report {
  async run({ model, accuracy, ratio, seed }: ReportInputs, ctx: TaskContext): Promise<ReportOutputs> {
    const summary = `${percent(accuracy)} right on ${percent(ratio)} of the rows (seed ${seed})`;
    ctx.log.info(summary);
    return { model, accuracy, summary };
  }
}

/** Trains the diabetes model on Flyte, waits for it, and reports on it. */
@Pipeline({
  name: "example_flyte",
  schedule: "@daily",
  startDate: "2021-01-01",
  catchup: false,
  runTimeout: "60m",
  inputs: TrainRequest,
  outputs: ReportOutputs,
})
export class ExampleFlyte {
  compose({ testSplitRatio, seed }: Refs<TrainRequest>, flow: Flow): Bindings<ReportOutputs> {
    const { executionName } = flow.step(DiabetesPredictions, { testSplitRatio, seed });
    const trained = flow.step(FlyteSensor.of(TrainResult), { executionName }, { pokeInterval: "1s" });
    return flow.step(Report, { ...trained, ratio: testSplitRatio, seed });
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
