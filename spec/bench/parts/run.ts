import { type Bindings, Field, type Flow, Int, Pipeline, type Refs, run, Task } from "../../../dsl/index.js";
import { inMilliseconds, type Part, type Row, time } from "../table.js";

class Count {
  @Field(Int) count!: number;
}

class Counts {
  @Field([Int]) counts!: readonly number[];
}

@Task({ inputs: Count, outputs: Count })
class Same {
  run({ count }: Count): Count {
    return { count };
  }
}

@Pipeline({ inputs: Count, outputs: Count })
class Chain {
  compose({ count }: Refs<Count>, flow: Flow): Bindings<Count> {
    let last = count;
    for (let step = 0; step < 500; step += 1) last = flow.step(Same, { count: last }, { name: `step-${step}` }).count;
    return { count: last };
  }
}

@Pipeline({ inputs: Count, outputs: Counts })
class Fan {
  compose({ count }: Refs<Count>, flow: Flow): Bindings<Counts> {
    const steps = Array.from({ length: 1_000 }, (_, step) => flow.step(Same, { count }, { name: `step-${step}` }));
    return { counts: steps.map((step) => step.count) };
  }
}

/** A whole `run` of decorated classes: compile, check values, call the bodies, check what they give. */
export const running: Part = {
  name: "run",
  title: "run(): decorated tasks that do nothing, in memory, compile included",
  async measure(): Promise<readonly Row[]> {
    const chain = await time(9, () => run(Chain, { count: 1 }));
    const fan = await time(9, () => run(Fan, { count: 1 }));
    const figure = (whole: number, steps: number) =>
      `${(whole / steps).toFixed(3)} ms a step (${inMilliseconds(whole)})`;
    const goal = "≤ 0.1 ms a step";
    return [
      { what: "chain of 500", figure: figure(chain, 500), goal, peer: "–" },
      { what: "fan-out of 1,000", figure: figure(fan, 1_000), goal, peer: "–" },
    ];
  },
};
