import { type Bindings, Field, Float, type Flow, Int, Pipeline, type Refs, Str, Task } from "flytepath";

class Outputs {
  @Field(Int) count!: number;
  @Field(Str) text!: string;
  @Field(Float) accuracy!: number;
}

@Task({ outputs: Outputs })
class Report {
  run(): Outputs {
    return { count: 1, text: "", accuracy: 1 };
  }
}

/** Outputs that come from nowhere, that nobody declared, or that are of another type. */
@Pipeline({ outputs: Outputs })
export class WrongOutputs {
  compose(_: Refs<object>, flow: Flow): Bindings<Outputs> {
    const { text } = flow.step(Report);
    const bound = { count: text, text, txt: text };
    // @ts-expect-error -- bound wrongly
    return bound;
  }
}
