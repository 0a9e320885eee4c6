import { type Bindings, Bool, Field, type Flow, Int, Optional, Pipeline, type Refs, Task } from "flytepath";

class Value {
  @Field(Int) value!: number;
}
class Start {
  @Field(Int) value!: number;
  @Field(Bool) go!: boolean;
}
class Maybe {
  @Field(Optional(Int)) value?: number;
}
@Task({ inputs: Value, outputs: Value })
class Next {
  run(value: Value): Value {
    return value;
  }
}
@Task({ inputs: Maybe })
class Last {
  run(_: Maybe): void {}
}

/** Outputs of steps that may not run, taken where nothing says that they did. */
@Pipeline({ inputs: Start, outputs: Value })
export class Unguarded {
  compose({ value, go }: Refs<Start>, flow: Flow): Bindings<Value> {
    let leaked = value;
    const told = flow.when(go, () => {
      leaked = flow.step(Next, { value }, { name: "inside" }).value;
    });
    const outside = flow.step(Next, { value: leaked }, { name: "outside" });
    // @ts-expect-error -- without another way there is nothing to use
    flow.step(Next, { value: told.value }, { name: "skipped" });
    flow.step(Next, { value: outside.value }, { name: "anyway", trigger: "all_done" });
    flow.step(Last, { value: outside.value }, { trigger: "all_done" });
    flow.step(Next, { value }, { name: "late", after: ["inside"] });
    return { value: leaked };
  }
}
