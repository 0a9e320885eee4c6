import {
  type Bindings,
  type Flow,
  gte,
  Pipeline,
  type Refs,
  Field,
  FlyteStep,
  Int,
  Remote,
  Task,
} from "../../../dsl/index.js";

class N {
  @Field(Int) n!: number;
}
class Ns {
  @Field([Int]) n!: number[];
}

@Task({ inputs: N, outputs: N })
class Add {
  run({ n }: N): N {
    return { n: n + 1 };
  }
}

@Task({ inputs: N, outputs: Ns })
class Spread {
  run({ n }: N): Ns {
    return { n: [n, n + 1, n + 2, n + 3] };
  }
}

@Task({ inputs: Ns, outputs: N })
class Sum {
  run({ n }: Ns): N {
    return { n: n.reduce((sum, each) => sum + each, 0) };
  }
}

/** What the Flyte side runs. */
@Pipeline({ name: "chaos.far", inputs: N, outputs: N })
export class Far {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Add, { n });
  }
}

const where = {
  launchPlan: "chaos.far",
  project: "flytesnacks",
  domain: "development",
  inputs: N,
  outputs: N,
} as const;

@FlyteStep(where)
class Train extends Remote<N, N> {}

/** A chain, a fan-out, a branch, and remote steps. */
@Pipeline({ name: "chaos.remotely", inputs: N, outputs: N })
export class Remotely {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    const first = flow.step(Add, { n }, { name: "first" });
    const left = flow.step(Train, { n: first.n }, { name: "left" });
    const spread = flow.step(Spread, { n: first.n });
    const each = flow.map(Add, { n: spread.n }, { name: "each" });
    const sum = flow.step(Sum, { n: each.n }, { after: [left] });
    return flow.when(
      gte(sum.n, 3),
      () => flow.step(Train, { n: sum.n }, { name: "large" }),
      () => flow.step(Add, { n: sum.n }, { name: "small" }),
    );
  }
}
