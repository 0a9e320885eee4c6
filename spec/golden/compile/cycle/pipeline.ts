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

/** Order without data can go round in circles; a name may stand for a step that comes later. */
@Pipeline({ inputs: Value, outputs: Value })
export class Cycle {
  compose({ value }: Refs<Value>, flow: Flow) {
    flow.step(Next, { value }, { name: "aside" });
    const first = flow.step(Next, { value }, { name: "first", after: ["third"] });
    const second = flow.step(Next, { value: first.value }, { name: "second" });
    flow.step(Next, { value: second.value }, { name: "third" });
    return flow.step(Next, { value }, { name: "last", after: ["nowhere"] });
  }
}
