import { type Bindings, Field, type Flow, Pipeline, type Refs, Str } from "flytepath";

class Text {
  @Field(Str) text!: string;
}

/** A ref in a template has no text yet. */
@Pipeline({ inputs: Text, outputs: Text })
export class RefAsValue {
  compose({ text }: Refs<Text>, _: Flow): Bindings<Text> {
    return { text: `accuracy ${text}` };
  }
}
