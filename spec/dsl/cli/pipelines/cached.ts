import { type Bindings, Field, type Flow, FlyteFile, Int, Pipeline, type Refs, Task } from "flytepath";

class Inputs {
  @Field(Int) n!: number;
  @Field(FlyteFile) table!: FlyteFile;
}

class N {
  @Field(Int) n!: number;
}

@Task({ inputs: Inputs, outputs: N, cache: process.env.CACHED_VERSION ?? "1" })
export class Counted {
  async run({ n, table }: Inputs): Promise<N> {
    return { n: n + (await table.text()).length };
  }
}

@Task({ inputs: N, outputs: N })
export class Plain {
  run({ n }: N): N {
    return { n };
  }
}

@Pipeline({ name: "cached", inputs: Inputs, outputs: N })
export class Cached {
  compose({ n, table }: Refs<Inputs>, flow: Flow): Bindings<N> {
    return flow.step(Plain, { n: flow.step(Counted, { n, table }).n });
  }
}
