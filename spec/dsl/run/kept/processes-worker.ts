import { type Bindings, Field, type Flow, Int, Pipeline, type Refs, run, Task } from "../../../../dsl/index.js";
import { openCache } from "../../../../dsl/run/cache/index.js";
import type { IfRunning } from "../../../../dsl/run/index.js";
import type { Event } from "../../../../lib/engine/index.js";
import { FlytepathError } from "../../../../lib/errors/index.js";
import { openJournal } from "../../../../lib/journal/index.js";
import { tellSpec, untilTold } from "../../../support/child.js";

// A process of `processes.spec` and `limits.spec`: runs a pipeline in a state folder, and says what it does.

class N {
  @Field(Int) n!: number;
}

@Task({ inputs: N, outputs: N, cache: { version: "1", serialize: true } })
class Doubled {
  async run({ n }: N): Promise<N> {
    tellSpec("body", "doubled");
    await untilTold("go");
    return { n: n * 2 };
  }
}

@Pipeline({ name: "doubling", inputs: N, outputs: N })
class Doubling {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Doubled, { n });
  }
}

@Task({ inputs: N, outputs: N })
class First {
  run({ n }: N): N {
    tellSpec("body", "first");
    return { n: n + 1 };
  }
}

@Task({ inputs: N, outputs: N })
class Second {
  async run({ n }: N): Promise<N> {
    tellSpec("body", "second");
    await untilTold("go");
    return { n: n * 2 };
  }
}

@Pipeline({ name: "two-steps", inputs: N, outputs: N })
class TwoSteps {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Second, { n: flow.step(First, { n }).n });
  }
}

@Task({ inputs: N, outputs: N })
class Counted {
  run({ n }: N): N {
    tellSpec("body", n);
    return { n: n + 1 };
  }
}

@Pipeline({ name: "many-steps", inputs: N, outputs: N })
class ManySteps {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    let last = n;
    for (let index = 0; index < 400; index += 1) last = flow.step(Counted, { n: last }, { name: `s${index}` }).n;
    return { n: last };
  }
}

const [what, state = "", ifRunning] = process.argv.slice(2);

async function cached(): Promise<N> {
  const cache = openCache(state);
  const told = {
    ...cache,
    async reserve(key: string, signal: AbortSignal) {
      tellSpec("asks");
      return await cache.reserve!(key, signal);
    },
  };
  return await run(Doubling, { n: 5 }, { state, cache: told });
}

async function kept(): Promise<N> {
  const journal = openJournal(state);
  const told: typeof journal = {
    ...journal,
    async take(id, options) {
      try {
        return await journal.take(id, options);
      } catch (error) {
        if (FlytepathError.is(error) && error.code === "JOURNAL_RUN_HELD") tellSpec("held");
        throw error;
      }
    },
  };
  return await run(
    TwoSteps,
    { n: 1 },
    {
      state,
      runId: "r",
      journal: told,
      onEvent: ({ seq, kind, phase }) => tellSpec("event", seq, kind, phase),
      ...(ifRunning === undefined ? {} : { ifRunning: ifRunning as IfRunning }),
    },
  );
}

async function many(): Promise<N> {
  const onEvent = ({ kind, phase, ...event }: Event) => {
    if (kind === "node" && phase === "SUCCEEDED" && "node" in event) tellSpec("kept", event.node);
  };
  return await run(ManySteps, { n: 0 }, { state, runId: "r", onEvent });
}

const jobs: Readonly<Record<string, () => Promise<N>>> = { cached, kept, many };

try {
  tellSpec("done", (await jobs[what!]!()).n);
} catch (error) {
  tellSpec("failed", FlytepathError.is(error) ? error.code : "", error instanceof Error ? error.message : "");
}
process.disconnect();
