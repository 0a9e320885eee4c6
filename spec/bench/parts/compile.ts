import { type Bindings, compile, Field, type Flow, Int, Pipeline, type Refs, Task } from "../../../dsl/index.js";
import { encodeDag } from "../../../lib/idl/index.js";
import { inMilliseconds, type Part, type Row, time } from "../table.js";

class Count {
  @Field(Int) count!: number;
}

@Task({ inputs: Count, outputs: Count })
class Next {
  run({ count }: Count): Count {
    return { count: count + 1 };
  }
}

const steps = 10_000;

@Pipeline({ inputs: Count, outputs: Count })
class LongPipeline {
  compose({ count }: Refs<Count>, flow: Flow): Bindings<Count> {
    let last = count;
    for (let step = 0; step < steps; step += 1) last = flow.step(Next, { count: last }, { name: `step-${step}` }).count;
    return { count: last };
  }
}

/** From decorated classes to a checked, frozen Dag, and on to Flyte's messages. */
export const compiling: Part = {
  name: "compile",
  title: "Compiler: a pipeline of 10,000 steps",
  async measure(): Promise<readonly Row[]> {
    const start = performance.now();
    const { dag } = compile(LongPipeline);
    const first = performance.now() - start;
    const place = { project: "flytesnacks", domain: "development", version: "1" };
    const peer = "–";
    return [
      { what: "compile, first of the process", figure: inMilliseconds(first), goal: "≤ 300 ms", peer },
      {
        what: "compile, again",
        figure: inMilliseconds(await time(5, () => compile(LongPipeline))),
        goal: "≤ 300 ms",
        peer,
      },
      {
        what: "encode to Flyte's messages",
        figure: inMilliseconds(await time(5, () => encodeDag(dag, place))),
        goal: "–",
        peer,
      },
    ];
  },
};
