import { type Bindings, Field, Float, type Flow, FlyteStep, Int, Pipeline, type Refs, Remote, Str } from "flytepath";

export class Request {
  @Field(Int) seed!: number;
  @Field(Float) ratio!: number;
}

export class Trained {
  @Field(Str) model!: string;
  @Field(Float) precision!: number;
}

// The launch plan takes `test_split_ratio` and gives a file and `accuracy`.
@FlyteStep({
  launchPlan: "ml_training.pima_diabetes.diabetes.diabetes_xgboost_model",
  inputs: Request,
  outputs: Trained,
})
export class Train extends Remote<Request, Trained> {}

@Pipeline({ inputs: Request, outputs: Trained })
export class Diabetes {
  compose({ seed, ratio }: Refs<Request>, flow: Flow): Bindings<Trained> {
    return flow.step(Train, { seed, ratio });
  }
}
