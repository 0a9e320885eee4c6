import { Field, type Flow, Int, Pipeline, type Refs, Task } from "flytepath";

class Value {
  @Field(Int) value!: number;
}
@Task({ inputs: Value, outputs: Value })
class Next {
  run(value: Value): Value {
    return value;
  }
}
@Pipeline({ inputs: Value, outputs: Value })
class Whole {
  compose({ value }: Refs<Value>, flow: Flow) {
    return flow.step(Next, { value });
  }
}

/** A map without a list, and one over what Flyte cannot map. */
@Pipeline({ inputs: Value })
export class MapsRefused {
  compose({ value }: Refs<Value>, flow: Flow): void {
    flow.map(Next, { value });
    flow.map(Whole, { value: [value, 2] });
  }
}
