import {
  type Bindings,
  byDefault,
  Field,
  type Flow,
  FlyteFile,
  Int,
  Pipeline,
  type Refs,
  Str,
  Task,
  type TaskContext,
} from "../../dsl/index.js";

// What the backends of the contract have registered: tasks in TypeScript, run by their emulator.

export class Numbers {
  @Field(Int) n!: number;
  @Field(Int) by = byDefault(2);
}
export class Answer {
  @Field(Int) answer!: number;
}

@Task({ name: "remote.multiply", inputs: Numbers, outputs: Answer })
export class Multiply {
  run({ n, by }: Numbers): Answer {
    if (n === 13) throw new RangeError("thirteen is refused");
    return { answer: n * by };
  }
}

@Pipeline({ name: "remote.scale", inputs: Numbers, outputs: Answer })
export class Scale {
  compose({ n, by }: Refs<Numbers>, flow: Flow): Bindings<Answer> {
    return flow.step(Multiply, { n, by });
  }
}

export class Label {
  @Field(Str) label!: string;
}

@Task({ name: "remote.hang", inputs: Label, outputs: Label })
export class Hang {
  run(_: Label, { signal }: TaskContext): Promise<Label> {
    return new Promise((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  }
}

@Pipeline({ name: "remote.forever", inputs: Label, outputs: Label })
export class Forever {
  compose({ label }: Refs<Label>, flow: Flow): Bindings<Label> {
    return flow.step(Hang, { label });
  }
}

export class Text {
  @Field(FlyteFile) file!: FlyteFile;
}

@Task({ name: "remote.shout", inputs: Text, outputs: Text })
export class Shout {
  async run({ file }: Text): Promise<Text> {
    const text = await file.text();
    return { file: FlyteFile.fromBytes(text.toUpperCase(), { name: "shout.txt" }) };
  }
}

@Pipeline({ name: "remote.loud", inputs: Text, outputs: Text })
export class Loud {
  compose({ file }: Refs<Text>, flow: Flow): Bindings<Text> {
    return flow.step(Shout, { file });
  }
}

export const remoteSide = [Scale, Forever, Loud];
