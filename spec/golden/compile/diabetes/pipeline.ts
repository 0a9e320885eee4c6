import {
  type Bindings,
  byDefault,
  Field,
  Float,
  type Flow,
  FlyteFile,
  FlyteStep,
  Int,
  Pipeline,
  type Refs,
  Remote,
  Task,
} from "flytepath";
import { Max, Min } from "class-validator";

class TrainRequest {
  @Field(Float, { name: "test_split_ratio", description: "Part of the rows that is kept for the test" })
  @Min(0)
  @Max(1)
  testSplitRatio = byDefault(0.66);
  @Field(Int) seed = byDefault(5);
}
class TrainResult {
  @Field(FlyteFile) model!: FlyteFile;
  @Field(Float) accuracy!: number;
}
class ReportInputs {
  @Field(Float) accuracy!: number;
}

@FlyteStep({
  launchPlan: "ml_training.pima_diabetes.diabetes.diabetes_xgboost_model",
  project: "flytesnacks",
  domain: "development",
  connection: "flyte_conn",
  maxParallelism: 4,
  labels: { team: "ml" },
  inputs: TrainRequest,
  outputs: TrainResult,
})
class DiabetesPredictions extends Remote<TrainRequest, TrainResult> {}

@Task({ inputs: ReportInputs, outputs: ReportInputs, retries: 2, timeout: "5m", cache: "1", resources: { cpu: "1" } })
class Report {
  run({ accuracy }: ReportInputs): ReportInputs {
    return { accuracy };
  }
}

class ExampleInputs {
  @Field(Int) seed = byDefault(5);
}

@Pipeline({
  name: "example_flyte",
  schedule: "@daily",
  startDate: "2021-01-01",
  catchup: false,
  runTimeout: "60m",
  inputs: ExampleInputs,
  outputs: ReportInputs,
})
export class ExampleFlyte {
  compose({ seed }: Refs<ExampleInputs>, flow: Flow): Bindings<ReportInputs> {
    const trained = flow.step(DiabetesPredictions, { seed });
    return flow.step(Report, { accuracy: trained.accuracy });
  }
}
