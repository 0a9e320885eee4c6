import { Min } from "class-validator";
import {
  type Bindings,
  byDefault,
  Field,
  FileOf,
  Float,
  type Flow,
  type FlyteFile,
  Int,
  Pipeline,
  type Refs,
  Str,
} from "flytepath";
import { Draw, Explain, Split, Train } from "./tasks.js";

export class BoostedInputs {
  @Field(Int, { description: "seed of the split" })
  @Min(0)
  seed = byDefault(7);

  @Field(Int, { description: "number of the test row that is explained, counted from 0" })
  @Min(0)
  patient = byDefault(0);
}

export class BoostedOutputs {
  @Field(FileOf("json")) model!: FlyteFile;
  @Field(FileOf("svg")) picture!: FlyteFile;
  @Field(Float) accuracy!: number;
  @Field(Float) logloss!: number;
  @Field(Str) sentence!: string;
}

/** Trains with early stopping, explains the model, and draws what it learned. */
@Pipeline({ name: "boosted_diabetes", inputs: BoostedInputs, outputs: BoostedOutputs })
export class BoostedDiabetes {
  compose({ seed, patient }: Refs<BoostedInputs>, flow: Flow): Bindings<BoostedOutputs> {
    const { train, validation, test } = flow.step(Split, { seed });
    const { model, curve, rounds } = flow.step(Train, { train, validation });
    const { importances, accuracy, logloss, sentence } = flow.step(Explain, { model, test, patient });
    const { picture } = flow.step(Draw, { rounds, curve, importances, accuracy, logloss });
    return { model, picture, accuracy, logloss, sentence };
  }
}
