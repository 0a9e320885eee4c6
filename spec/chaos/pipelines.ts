import {
  type Bindings,
  Field,
  type Flow,
  type FlyteExecution,
  FlyteSensor,
  FlyteStep,
  gte,
  Int,
  Pipeline,
  type Refs,
  Remote,
  Task,
  type TaskContext,
} from "../../dsl/index.js";

// What chaos is let loose on. Every body notes that it ran; none of them waits for anything but the clock of its run.

export class N {
  @Field(Int) n!: number;
}
export class Ns {
  @Field([Int]) n!: number[];
}

/** A body that ran: which step, in which attempt. */
export interface Body {
  readonly run: string;
  readonly node: string;
  readonly n: number;
  readonly attempt: number;
}

/** Bodies that ran, in order. */
export const bodies: Body[] = [];

export function note(n: number, { run, node, attempt }: TaskContext): void {
  bodies.push({ run, node, n, attempt });
}

@Task({ inputs: N, outputs: N, retries: 2 })
export class Add {
  run({ n }: N, ctx: TaskContext): N {
    note(n, ctx);
    ctx.progress(0.5, "adding");
    return { n: n + 1 };
  }
}

/** Fails at first. */
@Task({ inputs: N, outputs: N, retries: 2, backoff: { initial: "10s" } })
export class Flaky {
  run({ n }: N, ctx: TaskContext): N {
    note(n, ctx);
    if (ctx.attempt === 0) throw new Error("not yet");
    return { n: n * 3 };
  }
}

@Task({ inputs: N, outputs: Ns })
export class Spread {
  run({ n }: N, ctx: TaskContext): Ns {
    note(n, ctx);
    return { n: Array.from({ length: 6 }, (_, index) => n * 100 + index) };
  }
}

@Task({ inputs: Ns, outputs: N })
export class Sum {
  run({ n }: Ns, ctx: TaskContext): N {
    const sum = n.reduce((total, each) => total + each, 0);
    note(sum, ctx);
    return { n: sum };
  }
}

@Pipeline({ name: "chaos.inner", inputs: N, outputs: N })
export class Inner {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Add, { n: flow.step(Flaky, { n }).n });
  }
}

/** Chain, fan-out, retries, a branch, a pipeline in a pipeline. */
@Pipeline({ name: "chaos.local", inputs: N, outputs: N })
export class Local {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    const first = flow.step(Add, { n }, { name: "first" });
    const spread = flow.step(Spread, { n: first.n });
    const added = flow.map(Add, { n: spread.n }, { name: "each", concurrency: 4 });
    const sum = flow.step(Sum, { n: added.n });
    const inner = flow.step(Inner, { n: sum.n });
    return flow.when(
      gte(inner.n, 1000),
      () => flow.step(Flaky, { n: inner.n }, { name: "large" }),
      () => flow.step(Add, { n: inner.n }, { name: "small" }),
    );
  }
}

/** What runs on Flyte: it takes a while. */
@Pipeline({ name: "chaos.training", inputs: N, outputs: N })
export class Training {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    const loaded = flow.step(Add, { n }, { name: "load" });
    const waited = flow.sleep("3s", { name: "fit", after: [loaded] });
    return flow.step(Add, { n: loaded.n }, { name: "score", after: [waited] });
  }
}

export const where = {
  launchPlan: "chaos.training",
  project: "flytesnacks",
  domain: "development",
  inputs: N,
} as const;

@FlyteStep({ ...where, outputs: N })
export class Train extends Remote<N, N> {}

@FlyteStep({ ...where, wait: false })
export class StartTraining extends Remote<N, FlyteExecution> {}

/** Remote steps beside each other, one that is started and waited for by a sensor, a gate and a sleep. */
@Pipeline({ name: "chaos.mixed", inputs: N, outputs: N })
export class Mixed {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    const first = flow.step(Add, { n }, { name: "first" });
    const left = flow.step(Train, { n: first.n }, { name: "left" });
    const right = flow.step(Train, { n: first.n }, { name: "right" });
    const { executionName } = flow.step(StartTraining, { n: left.n });
    const seen = flow.step(FlyteSensor.of(N), { executionName }, { name: "sensor", pokeInterval: "1m", timeout: "3h" });
    const night = flow.sleep("8h", { name: "night", after: [right] });
    const approved = flow.approve("ship", { after: [night], timeout: "2d" });
    const sum = flow.step(Add, { n: seen.n }, { name: "last", after: [approved] });
    return flow.step(Train, { n: sum.n }, { name: "final" });
  }
}

@Task({ inputs: N, outputs: N })
export class Breaks {
  run(_: N, ctx: TaskContext): N {
    note(0, ctx);
    throw new Error("it broke for good");
  }
}

/** A step that fails while siblings are on Flyte: they are ended, and so is the run. */
@Pipeline({ name: "chaos.stopped", inputs: N, outputs: N })
export class Stopped {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    flow.step(Train, { n }, { name: "beside" });
    flow.step(StartTraining, { n }, { name: "loose" });
    flow.step(Train, { n }, { name: "behind", after: [flow.sleep("1s", { name: "soon" })] });
    const late = flow.sleep("2s", { name: "late" });
    return flow.step(Breaks, { n }, { after: [late] });
  }
}
