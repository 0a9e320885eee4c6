import {
  type Bindings,
  Bool,
  Field,
  type Flow,
  FlyteExecution,
  FlyteSensor,
  FlyteStep,
  Pipeline,
  type Refs,
  Remote,
  Str,
  Task,
} from "flytepath";

class Text {
  @Field(Str) text!: string;
}

@FlyteStep({ workflow: "library.print", version: "v1", wait: false, inputs: Text })
class Print extends Remote<Text, FlyteExecution> {}

@Task({ inputs: Text, outputs: Text })
class Publish {
  run({ text }: Text): Text {
    return { text };
  }
}

/** A person's yes, a person's value, a pause, and an execution that somebody else started. */
@Pipeline({ inputs: Text, outputs: Text })
export class Gates {
  compose({ text }: Refs<Text>, flow: Flow): Bindings<Text> {
    const title = flow.signal("title", Str, { timeout: "5m" });
    const sure = flow.signal("sure", Bool);
    const looked = flow.approve("looks-right", { show: { text }, after: [sure] });
    const nap = flow.sleep("1h30m", { after: [looked] });
    const printing = flow.step(Print, { text: looked.text }, { after: [nap] });
    const printed = flow.step(
      FlyteSensor.of(Text),
      { executionName: printing.executionName },
      { pokeInterval: "5s", softFail: true, project: "library" },
    );
    flow.step(FlyteSensor, { executionName: "known" }, { name: "known" });
    return flow.step(Publish, { text: printed.text }, { after: [title], pool: "press", priority: 3 });
  }
}
