import {
  type Bindings,
  Field,
  type Flow,
  FlyteFile,
  FlyteStep,
  Pipeline,
  type Refs,
  Remote,
  Task,
  type TaskContext,
} from "../../dsl/index.js";
import { Add, N, Ns, note, Sum, where } from "./pipelines.js";

class Text {
  @Field(FlyteFile) text!: FlyteFile;
}

@Task({ inputs: N, outputs: Text })
export class Write {
  run({ n }: N, ctx: TaskContext): Text {
    note(n, ctx);
    return { text: FlyteFile.fromBytes(new TextEncoder().encode("x".repeat(n * 10)), { name: "text.txt" }) };
  }
}

@Task({ inputs: Text, outputs: N })
export class Measure {
  async run({ text }: Text, ctx: TaskContext): Promise<N> {
    const { length } = await text.bytes();
    note(length, ctx);
    return { n: length };
  }
}

@Task({ inputs: N, outputs: Ns })
export class Three {
  run({ n }: N, ctx: TaskContext): Ns {
    note(n, ctx);
    return { n: [n, n + 1, n + 2] };
  }
}

/** What runs on Flyte over a file that was sent there. */
@Pipeline({ name: "chaos.measuring", inputs: Text, outputs: N })
export class Measuring {
  compose({ text }: Refs<Text>, flow: Flow): Bindings<N> {
    const waited = flow.sleep("10s", { name: "look" });
    return flow.step(Measure, { text }, { after: [waited] });
  }
}

@FlyteStep({ ...where, launchPlan: "chaos.measuring", inputs: Text, outputs: N })
export class MeasureThere extends Remote<Text, N> {}

@FlyteStep({ ...where, outputs: N, retries: 1 })
export class TrainEach extends Remote<N, N> {}

/** A remote step for each of several values, and files that steps here and on Flyte hand on. */
@Pipeline({ name: "chaos.fanned", inputs: N, outputs: N })
export class Fanned {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    const { text } = flow.step(Write, { n });
    const here = flow.step(Measure, { text }, { name: "here" });
    const there = flow.step(MeasureThere, { text }, { name: "there", after: [here] });
    // Files take turns that nobody counts: a seed replays exactly as long as nothing else goes on beside them.
    const spread = flow.step(Three, { n: here.n }, { after: [there] });
    const trained = flow.map(TrainEach, { n: spread.n }, { name: "each", concurrency: 2 });
    const sum = flow.step(Sum, { n: trained.n });
    return flow.step(Add, { n: sum.n }, { name: "last" });
  }
}
