import { and, Bool, eq, Field, type Flow, FlyteFile, gte, Int, Pipeline, type Refs, Str, Task } from "flytepath";

class Given {
  @Field(Int) value!: number;
  @Field(Str) text!: string;
  @Field(Bool) go!: boolean;
  @Field(FlyteFile) file!: FlyteFile;
}
@Task()
class Go {
  run(): void {}
}

/** Questions that cannot be asked, and a way without a step. */
@Pipeline({ inputs: Given })
export class ConditionsRefused {
  compose({ value, text, go, file }: Refs<Given>, flow: Flow): void {
    const then = () => flow.step(Go);
    // @ts-expect-error -- yes and no have no order
    flow.when(gte(go, true), then, undefined, { name: "order" });
    // @ts-expect-error -- values of different types
    flow.when(eq(value, text), then, undefined, { name: "types" });
    // @ts-expect-error -- a constant of another type
    flow.when(eq(value, "1"), then, undefined, { name: "constant" });
    // @ts-expect-error -- a file cannot be compared
    flow.when(and(eq(file, file), go), then, undefined, { name: "file" });
    // @ts-expect-error -- no question at all
    flow.when(true, then, undefined, { name: "answer" });
    flow.when(go, () => ({ text }), undefined, { name: "empty" });
  }
}
