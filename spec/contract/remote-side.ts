import {
  type Bindings,
  byDefault,
  Field,
  type Flow,
  FlyteDirectory,
  FlyteFile,
  Int,
  Pipeline,
  type Refs,
  Str,
  StructuredDataset,
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

export class Table {
  @Field(StructuredDataset) rows!: StructuredDataset;
}

@Task({ name: "remote.square", inputs: Table, outputs: Table })
export class Square {
  async run({ rows }: Table): Promise<Table> {
    const given = await rows.rows();
    return { rows: StructuredDataset.fromRows(given.map(({ n }) => ({ n: Number(n) ** 2 }))) };
  }
}

@Pipeline({ name: "remote.squares", inputs: Table, outputs: Table })
export class Squares {
  compose({ rows }: Refs<Table>, flow: Flow): Bindings<Table> {
    return flow.step(Square, { rows });
  }
}

export class Folder {
  @Field(FlyteDirectory) folder!: FlyteDirectory;
}

@Task({ name: "remote.names", inputs: Folder, outputs: Label })
export class Names {
  async run({ folder }: Folder): Promise<Label> {
    const names = await folder.list();
    const texts = await Promise.all(names.map((name) => folder.file(name).text()));
    return { label: names.map((name, index) => `${name}=${texts[index]}`).join(" ") };
  }
}

@Pipeline({ name: "remote.listing", inputs: Folder, outputs: Label })
export class Listing {
  compose({ folder }: Refs<Folder>, flow: Flow): Bindings<Label> {
    return flow.step(Names, { folder });
  }
}

export const remoteSide = [Scale, Forever, Loud, Squares, Listing];
