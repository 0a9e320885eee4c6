import { type Bindings, type Flow, Pipeline, type Refs, Task } from "../../dsl/index.js";
import { Add, N } from "./pipelines.js";

@Task({ inputs: N, outputs: N, isolation: "thread" })
export class InThread {
  run({ n }: N): N {
    return { n: n * 2 };
  }
}

@Task({ inputs: N, outputs: N, isolation: "process" })
export class InProcess {
  run({ n }: N): N {
    return { n: n * 5 };
  }
}

/** Steps in a thread and in a process, one after the other. */
@Pipeline({ name: "chaos.away", inputs: N, outputs: N })
export class Away {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    const doubled = flow.step(InThread, { n });
    const there = flow.step(InProcess, { n: doubled.n });
    return flow.step(Add, { n: there.n }, { name: "last" });
  }
}
