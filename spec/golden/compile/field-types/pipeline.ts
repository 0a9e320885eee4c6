import { type Bindings, byDefault, Field, Float, type Flow, Int, Pipeline, type Refs, Str, Task } from "flytepath";

interface Loose {
  readonly a: number;
}
class Unread {
  a = 1;
}
class Wrong {
  @Field() loose!: Loose;
  // @ts-expect-error -- Number says too little
  @Field(Number) count!: number;
  @Field(Unread) unread!: Unread;
  @Field(Str, { name: "text" }) one!: string;
  @Field(Str, { name: "text" }) two!: string;
  @Field(Str, { name: "has space" }) three!: string;
  @Field(Int) whole = byDefault(0.5);
}
class Failing {
  @Field(Float) value: number;
  constructor() {
    throw new Error("no file is open");
  }
}

@Task({ inputs: Wrong, outputs: Failing })
class Use {
  run(_: Wrong): Failing {
    throw new Error("never");
  }
}

/** Everything that can be wrong with a class of fields, reported at once. */
@Pipeline({ outputs: Failing })
export class FieldTypes {
  compose(_: Refs<object>, flow: Flow): Bindings<Failing> {
    const constants = { loose: { a: 1 }, count: 1, unread: new Unread(), one: "", two: "", three: "", whole: 1 };
    return flow.step(Use, constants);
  }
}
