import {
  type Bindings,
  byDefault,
  Field,
  Float,
  type Flow,
  Int,
  Optional,
  Pipeline,
  type Refs,
  Str,
  Task,
} from "flytepath";

class Inputs {
  @Field(Float) accuracy!: number;
  @Field(Int) rounds = byDefault(3);
  @Field([Int]) sizes = byDefault<number[]>([1]);
  @Field(Optional(Str)) note?: string;
}
class Outputs {
  @Field(Int) count!: number;
  @Field(Str) text!: string;
}

@Task({ inputs: Inputs, outputs: Outputs })
class Report {
  run(_: Inputs): Outputs {
    return { count: 1, text: "" };
  }
}

/** Values that are missing, unknown or of another type than the input they fill. */
@Pipeline({ inputs: Outputs, outputs: Outputs })
export class WrongInputs {
  compose({ count, text }: Refs<Outputs>, flow: Flow): Bindings<Outputs> {
    // @ts-expect-error -- missing
    flow.step(Report, { rounds: 4 }, { name: "missing" });
    // @ts-expect-error -- unknown
    flow.step(Report, { accuracy: 1, acuracy: 1 }, { name: "unknown" });
    // @ts-expect-error -- of another type
    flow.step(Report, { accuracy: "high", rounds: 1.5, sizes: [1, "2"] }, { name: "constants" });
    // @ts-expect-error -- refs of another type
    flow.step(Report, { accuracy: text, rounds: text, sizes: [count, text], note: count }, { name: "refs" });
    // A whole number is not a fraction to Flyte, though TypeScript cannot tell.
    flow.step(Report, { accuracy: count }, { name: "whole" });
    const good = flow.step(Report, { accuracy: 1 }, { name: "good" });
    // @ts-expect-error -- a step in place of one of its outputs
    flow.step(Report, { accuracy: good }, { name: "all" });
    // @ts-expect-error -- an output that is not there
    flow.step(Report, { accuracy: good.cuont }, { name: "misspelt" });
    return good;
  }
}
