import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { memoryBlobs } from "../../../lib/blobs/index.js";
import type { Event } from "../../../lib/engine/index.js";
import { failure } from "../../../lib/errors/index.js";
import { memoryJournal, openJournal } from "../../../lib/journal/index.js";
import type { Ledger } from "../../../lib/journal/ledger/ledger.js";
import { memoryLedger } from "../../../lib/journal/ledger/memory-ledger.js";
import { sqliteLedger } from "../../../lib/journal/ledger/sqlite-ledger.js";
import { createJournal } from "../../../lib/journal/open-journal.js";
import { rejects, throws } from "../../support/expect.js";
import { graph, int } from "../../support/graph.js";

const folder = mkdtempSync(join(tmpdir(), "flytepath-journal-"));
const dag = graph({ nodes: { a: [], b: ["a"] } });
const stamp = { run: "r", at: 1000 };
const runs = (seq: number): Event => ({ kind: "run", phase: "RUNNING", ...stamp, seq });
const attempt = (seq: number, phase: "QUEUED" | "RUNNING" | "FAILED"): Event => ({
  kind: "task",
  phase,
  node: "a",
  task: "a",
  attempt: 0,
  ...stamp,
  seq,
});

let made = 0;
const ledgers: Readonly<Record<string, () => { readonly first: Ledger; readonly second: Ledger }>> = {
  "a file": () => {
    made += 1;
    const file = join(folder, `${made}.db`);
    return { first: sqliteLedger(file), second: sqliteLedger(file) };
  },
  memory: () => {
    const ledger = memoryLedger();
    return { first: ledger, second: ledger };
  },
};

for (const [where, open] of Object.entries(ledgers)) {
  const journal = suite(`lib/journal/journal in ${where}`);
  const pair = (now: () => number = () => 1000) => {
    const { first, second } = open();
    const blobs = memoryBlobs();
    return {
      ledger: second,
      ours: createJournal(first, { blobs, now }),
      theirs: createJournal(second, { blobs, now }),
    };
  };

  journal("a run is kept once under its id", async () => {
    const { ours, theirs } = pair();
    const first = await ours.begin({ id: "r", dag, inputs: { n: int(1) }, origin: { file: "p.ts" } });
    assert.ok(first);
    assert.is(await theirs.begin({ id: "r", dag, inputs: {} }), undefined);
    assert.equal(theirs.find("r")?.origin, { file: "p.ts" });
    assert.equal(await theirs.inputs("r"), { n: int(1) });
    assert.equal(theirs.dag("r"), dag);
    assert.is(theirs.find("s"), undefined);
    await rejects(theirs.take("s"), "JOURNAL_RUN_UNKNOWN");
  });

  journal("what the run acts on is waited for, and everything told before is kept with it", async () => {
    const { ours, theirs } = pair();
    const recording = await ours.begin({ id: "r", dag, inputs: {} });
    assert.is(recording!.tell(runs(0)), undefined);
    assert.is(recording!.tell(attempt(1, "QUEUED")), undefined);
    const acted = recording!.tell(attempt(2, "RUNNING"));
    assert.equal(await theirs.events("r"), []);
    await acted;
    assert.equal(
      (await theirs.events("r")).map(({ seq, phase }) => `${seq} ${phase}`),
      ["0 RUNNING", "1 QUEUED", "2 RUNNING"],
    );
    assert.is(theirs.find("r")?.phase, "RUNNING");
  });

  journal("events are shown once they are kept, and who listens is waited for", async () => {
    const { ours, theirs } = pair();
    const shown: string[] = [];
    let hear = () => {};
    const slow = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const recording = await ours.begin(
      { id: "r", dag, inputs: {} },
      {
        async onKept({ seq }) {
          shown.push(`${seq} of ${(await theirs.events("r")).length}`);
          await slow;
        },
      },
    );
    void recording!.tell(runs(0));
    const acted = recording!.tell(attempt(1, "RUNNING"));
    const early = await Promise.race([
      acted!.then(() => "acted"),
      new Promise((go) => setTimeout(() => go("waiting"), 20)),
    ]);
    assert.is(early, "waiting");
    assert.equal(shown, ["0 of 2", "1 of 2"]);
    hear();
    await acted;
  });

  journal("a living process keeps its run, and lets go of it when it is done", async () => {
    const { ours, theirs } = pair();
    const recording = await ours.begin({ id: "r", dag, inputs: {} });
    assert.is(theirs.find("r")?.standing, "running");
    await rejects(theirs.take("r"), "JOURNAL_RUN_HELD");
    await rejects(theirs.delete("r"), "JOURNAL_RUN_HELD");
    void recording!.tell(runs(0));
    await recording!.release();
    assert.is(theirs.find("r")?.standing, "interrupted");
    const { events, next } = await theirs.take("r");
    assert.equal([events.length, next], [1, 1]);
  });

  journal("a holder that is dead is noticed by its process, one elsewhere by its silence", async () => {
    let now = 1_000_000;
    const { ledger, theirs } = pair(() => now);
    await (await theirs.begin({ id: "r", dag, inputs: {} }))!.release();
    const { key } = ledger.find("r")!;
    const dead = { token: "t", pid: 2 ** 22 + 1, host: hostname(), mark: "", beat: now };
    ledger.change(key, { holder: dead });
    assert.is(theirs.find("r")?.standing, "interrupted");
    ledger.change(key, { holder: { ...dead, pid: process.pid, mark: "another-boot:1" } });
    assert.is(theirs.find("r")?.standing, process.platform === "linux" ? "interrupted" : "running");
    ledger.change(key, { holder: { ...dead, host: "elsewhere" } });
    assert.is(theirs.find("r")?.standing, "running");
    now += 31_000;
    assert.is(theirs.find("r")?.standing, "interrupted");
  });

  journal("who has lost a run can write nothing more", async () => {
    const { ours, ledger } = pair();
    const recording = await ours.begin({ id: "r", dag, inputs: {} });
    const { key, holder } = ledger.find("r")!;
    ledger.change(key, { holder: { ...holder!, token: "another" } });
    await rejects(recording!.tell(attempt(0, "RUNNING"))!, "JOURNAL_RUN_LOST");
    await rejects(recording!.tell(attempt(1, "FAILED"))!, "JOURNAL_RUN_LOST");
    assert.is(ledger.length(key), 0);
    await recording!.release();
    assert.is(ledger.find("r")?.holder?.token, "another");
  });

  journal("a run that could not be read when it was taken is free again, as it was", async () => {
    const { ours, ledger } = pair();
    const recording = await ours.begin({ id: "r", dag, inputs: {} });
    await recording!.release();
    let broken = true;
    const flaky: Ledger = {
      ...ledger,
      batches(...asked) {
        if (broken) throw failure("STATE_DAMAGED", { file: "f", why: "a page is gone" });
        return ledger.batches(...asked);
      },
    };
    const theirs = createJournal(flaky, { blobs: memoryBlobs(), now: () => 1000 });
    const other = graph({ nodes: { a: [] } });
    await rejects(theirs.take("r", { dag: other }), "STATE_DAMAGED");
    assert.is(theirs.find("r")?.standing, "interrupted");
    assert.equal(theirs.dag("r"), dag);
    broken = false;
    assert.is((await theirs.take("r")).next, 0);
  });

  journal("an abort and the value of a gate reach the process that runs", async () => {
    const { ours, theirs } = pair();
    const heard: string[] = [];
    await ours.begin(
      { id: "r", dag, inputs: {} },
      {
        onAbort: (cause) => void heard.push(cause),
        onSignal: (name, value) => void heard.push(`${name} ${value.kind}`),
      },
    );
    theirs.requestAbort("r", "enough");
    await theirs.giveSignal("r", "go", { kind: "bool", value: true });
    while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(heard, ["enough", "go bool"]);
    await ours[Symbol.asyncDispose]();
    if (where === "memory") return;
    const { signals } = await theirs.take("r", { onAbort: (cause) => void heard.push(`again ${cause}`) });
    assert.equal(signals, [["go", { kind: "bool", value: true }]]);
    assert.is(heard.at(-1), "again enough");
    await theirs[Symbol.asyncDispose]();
  });

  journal("lists are by time, pipeline and phase, and what ended says how", async () => {
    let now = 0;
    const { ours, theirs } = pair(() => now);
    for (const id of ["one", "two", "three"]) {
      now += 1;
      const recording = await ours.begin({
        id,
        dag: { ...dag, ref: { name: id === "two" ? "other" : "p" } },
        inputs: {},
      });
      if (id === "one")
        await recording!.tell({ kind: "run", phase: "SUCCEEDED", outputs: { o: int(3) }, run: id, at: 9, seq: 0 });
      await recording!.release();
    }
    assert.equal(
      theirs.list().map(({ id }) => id),
      ["three", "two", "one"],
    );
    assert.equal(
      theirs.list({ pipeline: "p", limit: 1 }).map(({ id }) => id),
      ["three"],
    );
    assert.equal(
      theirs.list({ phases: ["SUCCEEDED"] }).map(({ id, standing, endedAt }) => [id, standing, endedAt]),
      [["one", "ended", 9]],
    );
    assert.equal(await theirs.outcome("one"), { phase: "SUCCEEDED", outputs: { o: int(3) } });
    assert.is(await theirs.outcome("two"), undefined);
    await theirs.delete("two");
    assert.is(theirs.find("two"), undefined);
  });

  journal("a run begins although another process is at work", async () => {
    const ledger = memoryLedger();
    let refusals = 3;
    const busy: Ledger = {
      ...ledger,
      transaction(work) {
        refusals -= 1;
        if (refusals >= 0) throw failure("STATE_LOCKED", { file: "f" });
        return ledger.transaction(work);
      },
    };
    const ours = createJournal(busy, { blobs: memoryBlobs(), now: () => 0 });
    assert.ok(await ours.begin({ id: "r", dag, inputs: {} }));
    refusals = 1_000;
    await rejects(ours.begin({ id: "s", dag, inputs: {} }), "STATE_LOCKED");
  });

  journal("another process at work is waited for, a full disk ends what cannot be kept", async () => {
    const ledger = memoryLedger();
    const refusals = [failure("STATE_LOCKED", { file: "f" }), failure("STATE_LOCKED", { file: "f" }), undefined];
    const flaky: Ledger = {
      ...ledger,
      transaction(work) {
        const refusal = refusals.shift();
        if (refusal !== undefined) throw refusal;
        return ledger.transaction(work);
      },
    };
    refusals.unshift(undefined);
    const ours = createJournal(flaky, { blobs: memoryBlobs(), now: () => 0 });
    const recording = await ours.begin({ id: "r", dag, inputs: {} });
    await recording!.tell(attempt(0, "RUNNING"));
    assert.is(ledger.length(1), 1);
    refusals.splice(0, 9, failure("STATE_DISK_FULL", { file: "f" }));
    await rejects(recording!.tell(attempt(1, "FAILED"))!, "STATE_DISK_FULL");
    await rejects(recording!.tell(attempt(2, "FAILED"))!, "STATE_DISK_FULL");
    await recording!.release();
    assert.is(ours.find("r")?.standing, "interrupted");
    assert.is((await ours.take("r")).next, 1);
  });

  journal.run();
}

const files = suite("lib/journal/open-journal");

files("a folder that is no folder is told before anything is kept", () => {
  throws(() => openJournal("/dev/null/state"), "STATE_UNWRITABLE");
});

files("the twin in memory keeps nothing beyond itself", async () => {
  const journal = memoryJournal();
  await journal.begin({ id: "r", dag, inputs: {} });
  assert.is(journal.list().length, 1);
  assert.is(memoryJournal().list().length, 0);
  await journal[Symbol.asyncDispose]();
});

files.after(() => rmSync(folder, { recursive: true, force: true }));
files.run();
