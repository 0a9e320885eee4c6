import { Bool, Field, type Flow, Pipeline, type Refs, Task } from "flytepath";

class Given {
  @Field(Bool) go!: boolean;
}
@Task()
class Go {
  run(): void {}
}

/** A compose that is not done when it returns. */
// @ts-expect-error -- compose is async
@Pipeline({ inputs: Given })
export class ComposeAsync {
  async compose({ go }: Refs<Given>, flow: Flow): Promise<void> {
    flow.when(go, async () => {
      flow.step(Go);
    });
    flow.signal("what", Object);
  }
}
