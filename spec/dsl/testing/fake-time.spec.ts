import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Bindings,
  emulated,
  Field,
  type Flow,
  type FlyteExecution,
  FlyteSensor,
  FlyteStep,
  Int,
  Pipeline,
  type Refs,
  Remote,
  run,
  Task,
  type TaskContext,
} from "../../../dsl/index.js";
import { fakeClock } from "../../../dsl/testing/index.js";
import { openJournal } from "../../../lib/journal/index.js";
import { rejects, within } from "../../support/expect.js";

const time = suite("dsl/testing/fake-time");
const hour = 3_600_000;

class N {
  @Field(Int) n!: number;
}

@Task({ inputs: N, outputs: N, retries: 3, backoff: { initial: "2h" } })
class Flaky {
  run({ n }: N, { attempt }: TaskContext): N {
    if (attempt < 3) throw new Error("not yet");
    return { n: n + 1 };
  }
}

@Task({ inputs: N, outputs: N, timeout: "1h" })
class Never {
  run(_: N): Promise<N> {
    return new Promise(() => {});
  }
}

@Pipeline({ name: "time.slow", inputs: N, outputs: N })
class Slow {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Flaky, { n }, { after: [flow.sleep("8h")] });
  }
}

@Pipeline({ name: "time.late", inputs: N, outputs: N })
class Late {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Never, { n });
  }
}

@FlyteStep({ launchPlan: "time.slow", wait: false, inputs: N })
class StartSlow extends Remote<N, FlyteExecution> {}

@Pipeline({ name: "time.waits", inputs: N, outputs: N })
class Waits {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    const { executionName } = flow.step(StartSlow, { n });
    return flow.step(FlyteSensor.of(N), { executionName }, { pokeInterval: "10m", timeout: "2d" });
  }
}

time("hours of sleeps and retries run in milliseconds", async () => {
  const clock = fakeClock(0, { moves: "when idle" });
  assert.equal({ ...(await within(60_000, run(Slow, { n: 1 }, { clock }))) }, { n: 2 });
  assert.ok(clock.now() >= 8 * hour + 3 * hour, `${clock.now() / hour} h`);
});

time("a timeout expires when its time has come", async () => {
  const clock = fakeClock(0, { moves: "when idle" });
  const { message } = await rejects(within(60_000, run(Late, { n: 1 }, { clock })), "TASK_TIMED_OUT");
  assert.match(message, "never took longer than its timeout of 1h");
  assert.ok(clock.now() >= hour);
});

time("so do a sensor and what it waits for on the emulator, and the journal tells the same time", async () => {
  const state = mkdtempSync(join(tmpdir(), "flytepath-time-"));
  const clock = fakeClock(0, { moves: "when idle" });
  const backend = emulated({ pipelines: [Slow], sample: false, clock });
  assert.is((await within(60_000, run(Waits, { n: 1 }, { clock, backend, state, runId: "r" }))).n, 2);
  await using journal = openJournal(state, { now: clock.now });
  const { createdAt, endedAt = 0 } = journal.find("r")!;
  assert.is(createdAt, 0);
  assert.ok(endedAt >= 11 * hour && endedAt < 48 * hour);
  await backend[Symbol.asyncDispose]();
  rmSync(state, { recursive: true });
});

time.run();
