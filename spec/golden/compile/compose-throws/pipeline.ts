import { type Bindings, Field, type Flow, Pipeline, type Refs, Str } from "flytepath";

class Text {
  @Field(Str) text!: string;
}

/** An error of the author's own, inside compose. */
@Pipeline({ inputs: Text, outputs: Text })
export class ComposeThrows {
  compose({ text }: Refs<Text>, flow: Flow): Bindings<Text> {
    if (Object.keys(flow).length > 0) throw new TypeError("the table is empty");
    return { text };
  }
}
