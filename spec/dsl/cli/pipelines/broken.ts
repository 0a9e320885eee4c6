import { type Bindings, Field, type Flow, Pipeline, type Refs, Str, Task } from "flytepath";

// A pipeline with several problems at once.

export class Text {
  @Field(Str) text!: string;
}

@Task({ inputs: Text, outputs: Text })
export class Copy {
  run({ text }: Text): Text {
    return { text };
  }
}

@Pipeline({ inputs: Text, outputs: Text })
export class Broken {
  compose({ text }: Refs<Text>, flow: Flow): Bindings<Text> {
    flow.step(Copy, { text });
    flow.step(Copy, { text: 5 as unknown as string }, { name: "second" });
    flow.step(Copy, {} as Bindings<Text>, { name: "third" });
    return flow.step(Copy, { text });
  }
}
