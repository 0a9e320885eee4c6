import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Bindings, Field, type Flow, Int, Pipeline, type Refs, run, start, Task } from "../../../../dsl/index.js";
import { memoryBlobs } from "../../../../lib/blobs/index.js";
import { memoryJournal, openJournal } from "../../../../lib/journal/index.js";
import { memoryLedger } from "../../../../lib/journal/ledger/memory-ledger.js";
import { createJournal } from "../../../../lib/journal/open-journal.js";
import { rejects, within } from "../../../support/expect.js";

const kept = suite("dsl/run/kept");

class N {
  @Field(Int) n!: number;
}

const ran: string[] = [];
let hold: Promise<void> | undefined;

@Task({ inputs: N, outputs: N })
class First {
  run({ n }: N): N {
    ran.push(`first ${n}`);
    return { n: n + 1 };
  }
}

@Task({ inputs: N, outputs: N })
class Second {
  async run({ n }: N): Promise<N> {
    ran.push(`second ${n}`);
    await hold;
    if (n === 100) throw new Error("it broke");
    return { n: n * 2 };
  }
}

@Pipeline({ name: "kept", inputs: N, outputs: N })
class Flow1 {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Second, { n: flow.step(First, { n }).n });
  }
}

// The same pipeline in newer code: another step behind, and the second one under another name of its task.
@Task({ name: "second_anew", inputs: N, outputs: N })
class SecondAnew {
  run({ n }: N): N {
    ran.push(`anew ${n}`);
    return { n: n * 3 };
  }
}

@Pipeline({ name: "kept", inputs: N, outputs: N })
class Flow2 {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(SecondAnew, { n: flow.step(First, { n }).n }, { name: "second" });
  }
}

@Pipeline({ name: "other", inputs: N, outputs: N })
class Other {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(First, { n });
  }
}

@Pipeline({ name: "gated", inputs: N, outputs: N })
class Gated {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    const first = flow.step(First, { n });
    const gate = flow.approve("go");
    return flow.step(Second, { n: first.n }, { after: [gate] });
  }
}

kept.before.each(() => {
  ran.length = 0;
  hold = undefined;
});

// A run that hangs in its second step, and a way to make it look as if its process had died.
async function crashed(pipeline: typeof Flow1 | typeof Gated, id = "r") {
  const ledger = memoryLedger();
  const [dead, next] = [0, 1].map(() => createJournal(ledger, { blobs: memoryBlobs(), now: Date.now }));
  hold = new Promise(() => {});
  const going = start(pipeline, { n: 1 }, { runId: id, journal: dead! });
  for await (const event of going.events) {
    if (pipeline === Flow1 && event.kind === "task" && event.node === "second" && event.phase === "RUNNING") break;
    if (pipeline === Gated && event.kind === "node" && event.node === "first" && event.phase === "SUCCEEDED") break;
  }
  ledger.change(ledger.find(id)!.key, { holder: undefined });
  hold = undefined;
  ran.length = 0;
  return next!;
}

kept("a run in a state folder is kept, and the same call gives the same outputs without running anything", async () => {
  const state = mkdtempSync(join(tmpdir(), "flytepath-kept-"));
  assert.is((await run(Flow1, { n: 1 }, { runId: "r", state })).n, 4);
  assert.equal(ran, ["first 1", "second 2"]);
  assert.is((await run(Flow1, { n: 1 }, { runId: "r", state })).n, 4);
  assert.is(ran.length, 2);
  await run(Flow1, { n: 5 }, { state });
  await using journal = openJournal(state);
  assert.equal(
    journal.list().map(({ pipeline, phase }) => [pipeline, phase]),
    [
      ["kept", "SUCCEEDED"],
      ["kept", "SUCCEEDED"],
    ],
  );
  assert.ok(readdirSync(state).includes("journal.db"));
  rmSync(state, { recursive: true });
});

kept("after a crash the same call goes on: what had succeeded is not run again", async () => {
  const journal = await crashed(Flow1);
  const going = start(Flow1, { n: 1 }, { runId: "r", journal });
  const before = await going.before;
  assert.ok(before.some((event) => event.kind === "node" && event.node === "first" && event.phase === "SUCCEEDED"));
  const outcome = await going.outcome;
  assert.is(outcome.phase, "SUCCEEDED");
  assert.equal(ran, ["second 2"]);
  const told = (await journal.events("r")).flatMap((event) =>
    event.kind === "task" && event.node === "second"
      ? [`${event.attempt} ${event.phase}${event.lost ? " lost" : ""}`]
      : [],
  );
  assert.equal(told, ["0 QUEUED", "0 RUNNING", "0 ABORTED lost", "1 QUEUED", "1 RUNNING", "1 SUCCEEDED"]);
});

kept("a failure is given again as it was told", async () => {
  const journal = memoryJournal();
  for (let go = 0; go < 2; go += 1) {
    const error = await run(Flow1, { n: 99 }, { runId: "r", journal }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.match((error as Error).message, "it broke");
  }
  assert.equal(ran, ["first 99", "second 100"]);
});

kept("another pipeline, other inputs and a wrong id are refused", async () => {
  const journal = memoryJournal();
  await run(Flow1, { n: 1 }, { runId: "r", journal });
  const other = await rejects(run(Other, { n: 1 }, { runId: "r", journal }), "RUN_ID_TAKEN");
  assert.match(other.message, "it runs kept, this is other");
  assert.match((await rejects(run(Flow1, { n: 2 }, { runId: "r", journal }), "RUN_ID_TAKEN")).message, "another n");
  await rejects(run(Flow1, { n: 2 }, { runId: "../r", journal }), "RUN_ID_REFUSED");
  await rejects(run(Flow1, { n: 2 }, { runId: "", journal }), "RUN_ID_REFUSED");
});

kept("changed code is told step by step, and refused unless it is asked for", async () => {
  const journal = await crashed(Flow1);
  const error = await rejects(run(Flow2, { n: 1 }, { runId: "r", journal }), "RUN_CODE_CHANGED");
  assert.match(error.message, "step second does something else");
  assert.is((await run(Flow2, { n: 1 }, { runId: "r", journal, withNewCode: true })).n, 6);
  assert.equal(ran, ["anew 2"]);
});

kept("a run that somebody runs is refused, waited for, or watched", async () => {
  const ledger = memoryLedger();
  const [ours, theirs] = [0, 1].map(() => createJournal(ledger, { blobs: memoryBlobs(), now: Date.now }));
  let go = () => {};
  hold = new Promise((resolve) => {
    go = resolve;
  });
  const first = run(Flow1, { n: 1 }, { runId: "r", journal: ours! });
  while (ran.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await rejects(run(Flow1, { n: 1 }, { runId: "r", journal: theirs! }), "JOURNAL_RUN_HELD");
  const waiting = run(Flow1, { n: 1 }, { runId: "r", journal: theirs!, ifRunning: "wait" });
  const seen: string[] = [];
  const watching = run(
    Flow1,
    { n: 1 },
    {
      runId: "r",
      journal: theirs!,
      ifRunning: "watch",
      onEvent: (event) => void seen.push(`${event.seq} ${event.phase}`),
    },
  );
  go();
  assert.equal(
    (await within(5_000, Promise.all([first, waiting, watching]))).map(({ n }) => n),
    [4, 4, 4],
  );
  assert.equal(
    seen.map((line) => line.split(" ")[0]),
    [...seen.keys()].map(String),
  );
  assert.is(seen.at(-1), `${seen.length - 1} SUCCEEDED`);
  assert.is(ran.length, 2);
});

kept("an abort of another process ends the run, and who calls again is told why", async () => {
  const ledger = memoryLedger();
  const [ours, theirs] = [0, 1].map(() => createJournal(ledger, { blobs: memoryBlobs(), now: Date.now }));
  hold = new Promise(() => {});
  const going = start(Flow1, { n: 1 }, { runId: "r", journal: ours! });
  while (ran.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  theirs!.requestAbort("r", "not needed any more");
  const outcome = await within(15_000, going.outcome);
  assert.equal([outcome.phase, outcome.cause], ["ABORTED", "not needed any more"]);
  const error = await rejects(run(Flow1, { n: 1 }, { runId: "r", journal: theirs! }), "RUN_ABORTED");
  assert.match(error.message, "not needed any more");
});

kept("the value of a gate is kept: given once, it holds after a crash", async () => {
  const journal = await crashed(Gated);
  await journal.giveSignal("r", "go", { kind: "bool", value: true });
  assert.is((await within(5_000, run(Gated, { n: 1 }, { runId: "r", journal }))).n, 4);
  assert.equal(ran, ["second 2"]);
});

kept("a gate gets its value from another process while the run waits", async () => {
  const journal = memoryJournal();
  const going = start(Gated, { n: 1 }, { runId: "r", journal });
  for await (const event of going.events)
    if (event.kind === "node" && event.node === "go" && event.phase === "RUNNING") break;
  await journal.giveSignal("r", "go", { kind: "bool", value: true });
  assert.is((await within(5_000, going.outcome)).phase, "SUCCEEDED");
});

kept("a run is repeated from a step, or from where it failed, with what came before", async () => {
  const journal = memoryJournal();
  await run(Flow1, { n: 1 }, { runId: "r", journal });
  ran.length = 0;
  assert.is((await run(Flow1, { n: 1 }, { runId: "s", journal, repeats: { run: "r", from: "second" } })).n, 4);
  assert.equal(ran, ["second 2"]);
  assert.is(journal.find("s")?.parent, "r");
  ran.length = 0;
  assert.is((await run(Flow1, { n: 7 }, { journal, repeats: { run: "r", failed: true } })).n, 16);
  assert.equal(ran, ["first 7", "second 8"]);
  await rejects(run(Flow1, { n: 1 }, { journal, repeats: { run: "r", from: "third" } }), "RUN_STEP_UNKNOWN");
});

kept.run();
