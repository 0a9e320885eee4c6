import { Field, type Flow, Pipeline, type Refs, Str, Task } from "flytepath";

class Text {
  @Field(Str) text!: string;
}
@Task({ name: "has space", inputs: Text })
class Spaced {
  run(_: Text): void {}
}
@Task({ name: "same", inputs: Text })
class One {
  run(_: Text): void {}
}
@Task({ name: "same", inputs: Text })
class Other {
  run(_: Text): void {}
}
@Task({ inputs: Text })
class Good {
  run(_: Text): void {}
}
class Bare {
  run(): void {}
}

/** Names that Flyte would refuse, names that are taken, and a class that is no step. */
@Pipeline({ name: "a/b", inputs: Text })
export class WrongNames {
  compose(text: Refs<Text>, flow: Flow): void {
    flow.step(Spaced, text);
    flow.step(One, text);
    flow.step(Other, text);
    flow.step(Good, text);
    flow.step(Good, text);
    flow.step(Good, text, { name: "Not Good" });
    flow.step(Good, text, { name: "end-node" });
    flow.step(Bare);
  }
}
