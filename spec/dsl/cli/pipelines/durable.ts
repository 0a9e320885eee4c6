import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type Bindings, Field, type Flow, Int, Pipeline, type Refs, Str, Task, type TaskContext } from "flytepath";

class Inputs {
  @Field(Int) n!: number;
  /** The slow step ends once this file is there. */
  @Field(Str) until!: string;
}

class N {
  @Field(Int) n!: number;
}

@Task({ inputs: N, outputs: N })
export class Quick {
  run({ n }: N, ctx: TaskContext): N {
    ctx.log.info(`quick ${n}`);
    if (n === 13) throw new Error("thirteen");
    return { n: n + 1 };
  }
}

@Task({ inputs: Inputs, outputs: N })
export class Slow {
  async run({ n, until }: Inputs, ctx: TaskContext): Promise<N> {
    ctx.log.info(`slow ${n}`);
    while (!existsSync(until)) await pause(20, undefined, { signal: ctx.signal });
    return { n: n * 10 };
  }
}

@Pipeline({ name: "durable", inputs: Inputs, outputs: N })
export class Durable {
  compose({ n, until }: Refs<Inputs>, flow: Flow): Bindings<N> {
    const quick = flow.step(Quick, { n });
    const slow = flow.step(Slow, { n: quick.n, until });
    return flow.step(Quick, { n: slow.n }, { name: "last" });
  }
}

@Pipeline({ name: "gated", inputs: N, outputs: N })
export class Gated {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    const gate = flow.approve("ship-it");
    return flow.step(Quick, { n }, { after: [gate] });
  }
}
