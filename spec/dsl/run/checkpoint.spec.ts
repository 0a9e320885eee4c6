import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Bindings,
  Field,
  type Flow,
  FlyteStep,
  Int,
  Pipeline,
  type Refs,
  Remote,
  run,
  start,
  Task,
  type TaskContext,
} from "../../../dsl/index.js";
import { emulated } from "../../../dsl/run/index.js";
import { memoryBlobs } from "../../../lib/blobs/index.js";
import { memoryLedger } from "../../../lib/journal/ledger/memory-ledger.js";
import { createJournal } from "../../../lib/journal/open-journal.js";

const checkpoints = suite("dsl/run/checkpoint");

class N {
  @Field(Int) n!: number;
}

let hold: Promise<void> | undefined;
const began: number[] = [];
let reached = 0;

/** Counts to ten, and breaks on the way as often as it is told to. */
async function count(n: number, { checkpoint, attempt }: TaskContext): Promise<N> {
  const saved = await checkpoint.restore();
  let at = saved?.[0] ?? 0;
  began.push(at);
  for (; at < 10; at += 1) {
    if (at === 3 * (attempt + 1) && attempt < n) throw new Error(`broke at ${at}`);
    await checkpoint.save(Uint8Array.of(at + 1));
    reached = at + 1;
    if (at === 4) await hold;
  }
  return { n: at };
}

@Task({ inputs: N, outputs: N, retries: 2 })
class Counted {
  run({ n }: N, ctx: TaskContext): Promise<N> {
    return count(n, ctx);
  }
}

@Pipeline({ name: "counting", inputs: N, outputs: N })
class Counting {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Counted, { n });
  }
}

@FlyteStep({ launchPlan: "counting", inputs: N, outputs: N })
class CountedThere extends Remote<N, N> {}

@Pipeline({ name: "counting_there", inputs: N, outputs: N })
class CountingThere {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(CountedThere, { n });
  }
}

checkpoints.before.each(() => {
  began.length = 0;
  reached = 0;
  hold = undefined;
});

checkpoints("a retry goes on from what the attempt before it saved", async () => {
  assert.is((await run(Counting, { n: 2 })).n, 10);
  assert.equal(began, [0, 3, 6]);
});

checkpoints("an execution on the emulator keeps them, too, each its own", async () => {
  await using backend = emulated({ pipelines: [Counting], sample: false });
  assert.is((await run(CountingThere, { n: 1 }, { backend })).n, 10);
  assert.is((await run(CountingThere, { n: 0 }, { backend })).n, 10);
  assert.equal(began, [0, 3, 0]);
});

checkpoints("what was saved is there after the process is gone and the run goes on", async () => {
  const state = mkdtempSync(join(tmpdir(), "flytepath-checkpoint-"));
  const ledger = memoryLedger();
  const [dead, next] = [0, 1].map(() => createJournal(ledger, { blobs: memoryBlobs(), now: Date.now }));
  hold = new Promise(() => {});
  const going = start(Counting, { n: 0 }, { runId: "r", state, journal: dead! });
  for await (const event of going.events) if (event.kind === "task" && event.phase === "RUNNING") break;
  while (reached < 5) await new Promise((resolve) => setTimeout(resolve, 5));
  ledger.change(ledger.find("r")!.key, { holder: undefined });
  hold = undefined;
  assert.is((await run(Counting, { n: 0 }, { runId: "r", state, journal: next! })).n, 10);
  assert.equal(began, [0, 5]);
  rmSync(state, { recursive: true });
});

checkpoints.run();
