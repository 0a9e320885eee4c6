import { Max, Min } from "class-validator";
import {
  type Bindings,
  byDefault,
  Field,
  Float,
  type Flow,
  FlyteStep,
  Int,
  Pipeline,
  type Refs,
  Remote,
  Str,
  Task,
  type TaskContext,
} from "flytepath";
import { StudyInputs, StudyOutputs } from "./workflow.js";

export class Request {
  @Field(Int, { description: "how many splits of the table are tried" }) @Min(2) @Max(1000) trials = byDefault(600);
  @Field(Int, { description: "trees of each model" }) @Min(1) rounds = byDefault(100);
}

export class PickInputs {
  @Field(Int) trials!: number;
}

export class Picked {
  @Field([Int]) seeds!: number[];
}

/** Picks the seeds of the splits. */
@Task({ inputs: PickInputs, outputs: Picked, cache: "1" })
export class Pick {
  run({ trials }: PickInputs, ctx: TaskContext): Picked {
    ctx.log.info(`seeds 1 to ${trials}`);
    return { seeds: Array.from({ length: trials }, (_, index) => index + 1) };
  }
}

/** Trains on Flyte, where `workflow.ts` is registered. */
@FlyteStep({
  launchPlan: "diabetes.study",
  project: "flytesnacks",
  domain: "development",
  inputs: StudyInputs,
  outputs: StudyOutputs,
})
export class Train extends Remote<StudyInputs, StudyOutputs> {}

export class Spread {
  @Field(Float) mean!: number;
  @Field(Float) lowest!: number;
  @Field(Float) highest!: number;
  @Field(Str) summary!: string;
}

/** Says how much the accuracy depends on the split. */
@Task({ inputs: StudyOutputs, outputs: Spread })
export class Report {
  run({ accuracies }: StudyOutputs): Spread {
    const mean = accuracies.reduce((sum, each) => sum + each, 0) / accuracies.length;
    const [lowest, highest] = [Math.min(...accuracies), Math.max(...accuracies)];
    const summary = `${percent(mean)} right, from ${percent(lowest)} to ${percent(highest)} in ${accuracies.length} trials`;
    return { mean, lowest, highest, summary };
  }
}

/** How much does the accuracy of the diabetes model depend on how the table was split? */
@Pipeline({ name: "study", inputs: Request, outputs: Spread })
export class Study {
  compose({ trials, rounds }: Refs<Request>, flow: Flow): Bindings<Spread> {
    const { seeds } = flow.step(Pick, { trials });
    const { accuracies } = flow.step(Train, { seeds, rounds });
    return flow.step(Report, { accuracies });
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
