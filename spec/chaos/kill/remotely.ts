import {
  type Bindings,
  type Flow,
  type FlyteExecution,
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

/** What takes longer there than anybody waits. */
@Pipeline({ name: "chaos.long", inputs: N, outputs: N })
export class Long {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Add, { n }, { after: [flow.sleep("1h", { name: "fit" })] });
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

@FlyteStep({ ...where, launchPlan: "chaos.long" })
class TrainLong extends Remote<N, N> {}

@FlyteStep({ launchPlan: "chaos.long", project: "flytesnacks", domain: "development", inputs: N, wait: false })
class StartLong extends Remote<N, FlyteExecution> {}

@Task({ inputs: N, outputs: N })
class Breaks {
  run(_: N): N {
    throw new Error("it broke for good");
  }
}

/** A step that fails while executions are on Flyte: they are ended, and so is the run. */
@Pipeline({ name: "chaos.failing", inputs: N, outputs: N })
export class Failing {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    const spread = flow.step(Spread, { n });
    flow.step(TrainLong, { n }, { name: "beside" });
    flow.map(TrainLong, { n: spread.n }, { name: "each" });
    const loose = flow.step(StartLong, { n }, { name: "loose" });
    return flow.step(Breaks, { n }, { after: [flow.sleep("0.5s", { name: "late", after: [loose] })] });
  }
}

/** A chain, a fan-out here and there, a branch, and remote steps. */
@Pipeline({ name: "chaos.remotely", inputs: N, outputs: N })
export class Remotely {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    const first = flow.step(Add, { n }, { name: "first" });
    const left = flow.step(Train, { n: first.n }, { name: "left" });
    const spread = flow.step(Spread, { n: first.n });
    const each = flow.map(Add, { n: spread.n }, { name: "each" });
    const trained = flow.map(Train, { n: spread.n }, { name: "trained", concurrency: 2 });
    const both = flow.step(Sum, { n: trained.n }, { name: "both" });
    const sum = flow.step(Sum, { n: each.n }, { after: [left, both] });
    return flow.when(
      gte(sum.n, 3),
      () => flow.step(Train, { n: sum.n }, { name: "large" }),
      () => flow.step(Add, { n: sum.n }, { name: "small" }),
    );
  }
}
