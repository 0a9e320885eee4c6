import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Bindings, Field, type Flow, Int, Pipeline, type Refs, run, Task } from "../../../dsl/index.js";
import { memoryBlobs } from "../../../lib/blobs/index.js";
import type { Event } from "../../../lib/engine/index.js";
import { memoryJournal, openJournal } from "../../../lib/journal/index.js";
import { schema } from "../../../lib/journal/ledger/schema.js";
import { openDatabase } from "../../../lib/sqlite/index.js";
import type { Literal } from "../../../lib/types/index.js";
import { rejects } from "../../support/expect.js";
import { graph } from "../../support/graph.js";

const limits = suite("lib/journal/limits");
const folder = mkdtempSync(join(tmpdir(), "flytepath-limits-"));
const dag = graph({ nodes: { a: [] } });

class N {
  @Field(Int) n!: number;
}

let ran = 0;

@Task({ inputs: N, outputs: N })
class Step {
  run({ n }: N): N {
    ran += 1;
    return { n };
  }
}

@Pipeline({ name: "limits", inputs: N, outputs: N })
class Two {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Step, { n: flow.step(Step, { n }, { name: "first" }).n }, { name: "second" });
  }
}

const running = (id: string): Event => ({ kind: "run", phase: "RUNNING", run: id, seq: 0, at: 1 });

limits.before.each(() => {
  ran = 0;
});

limits("a folder that cannot be written is told before anything runs", async () => {
  await rejects(run(Two, { n: 1 }, { runId: "r", state: "/dev/null/state" }), "STATE_UNWRITABLE");
  assert.is(ran, 0);
});

limits("a damaged journal is told, nothing runs, and nothing is written over it", async () => {
  const state = join(folder, "damaged");
  await run(Two, { n: 1 }, { runId: "r", state });
  const file = join(state, "journal.db");
  const damaged = Buffer.from("this was a journal once, and is none any more ".repeat(200));
  writeFileSync(file, damaged);
  ran = 0;
  await rejects(run(Two, { n: 1 }, { runId: "s", state }), "STATE_DAMAGED");
  assert.is(ran, 0);
  assert.equal(readFileSync(file), damaged);
});

limits("another process that writes for a while is waited for", async () => {
  const state = join(folder, "locked");
  await run(Two, { n: 1 }, { runId: "r", state });
  const journal = openJournal(state);
  const recording = (await journal.begin({ id: "s", dag, inputs: {} }))!;
  const other = openDatabase(join(state, "journal.db"), { schema });
  other.exec("BEGIN IMMEDIATE");
  const told = recording.tell({ kind: "run", phase: "FAILING", run: "s", seq: 0, at: 1 })!;
  const early = await Promise.race([
    told.then(() => "kept"),
    new Promise((go) => setTimeout(() => go("waiting"), 400)),
  ]);
  assert.is(early, "waiting");
  other.exec("COMMIT");
  await told;
  assert.is((await journal.events("s")).length, 1);
  other.close();
  await journal[Symbol.asyncDispose]();
});

limits("10,000 runs are open at once, and each is found, held and kept", async () => {
  const journal = openJournal(join(folder, "many"));
  const recordings = [];
  for (let index = 0; index < 10_000; index += 1) {
    recordings.push((await journal.begin({ id: `run-${index}`, dag, inputs: {} }))!);
  }
  for (const recording of recordings) void recording.tell(running(recording.run));
  await recordings.at(-1)!.tell({ kind: "run", phase: "FAILING", run: "run-9999", seq: 1, at: 2 });
  assert.is(journal.list({ limit: 20_000 }).filter(({ standing }) => standing === "running").length, 10_000);
  assert.equal((await journal.events("run-4711")).length, 1);
  await journal[Symbol.asyncDispose]();
  const next = openJournal(join(folder, "many"));
  assert.is((await next.take("run-9998")).next, 1);
  assert.is(next.find("run-0")?.standing, "interrupted");
  await next[Symbol.asyncDispose]();
});

limits("a value of 1 GiB, more than any text can hold, is kept and comes back", async () => {
  const blobs = memoryBlobs();
  const journal = memoryJournal({ blobs });
  const part: Literal = { kind: "string", value: "0123456789abcdef".repeat(2 ** 20) };
  const value: Literal = { kind: "list", items: new Array(64).fill(part) };
  const recording = (await journal.begin({ id: "r", dag, inputs: {} }))!;
  const node = { node: "a", specNode: "a", name: "a", path: ["a"] };
  const told = recording.tell({
    kind: "node",
    phase: "FAILED",
    ...node,
    outputs: { o: value },
    run: "r",
    at: 1,
    seq: 0,
  });
  await told;
  const [event] = await journal.events("r");
  const found = event?.kind === "node" ? event.outputs?.o : undefined;
  assert.is(found?.kind === "list" && found.items.length, 64);
  assert.ok(found?.kind === "list" && found.items[63]?.kind === "string" && found.items[63].value === part.value);
  assert.is((await blobs.list(blobs.join("", "values"))).length, 1);
});

limits("a step that does nothing costs less than a KiB", async () => {
  const state = join(folder, "growth");
  const journal = openJournal(state);
  await journal[Symbol.asyncDispose]();
  const before = statSync(join(state, "journal.db")).size;
  const kept = openJournal(state);
  const recording = (await kept.begin({ id: "r", dag, inputs: {} }))!;
  let seq = 0;
  for (let index = 0; index < 2_000; index += 1) {
    const node = { node: `step-${index}`, specNode: `step-${index}`, name: `step-${index}`, path: [`step-${index}`] };
    const stamp = () => ({ run: "r", at: 1_795_000_000_000 + index, seq: seq++ });
    const task = { kind: "task", node: node.node, task: "t", attempt: 0 } as const;
    const outputs = { o: { kind: "int", value: "1" } } as const;
    void recording.tell({ kind: "node", phase: "QUEUED", ...node, inputs: {}, ...stamp() });
    void recording.tell({ ...task, phase: "QUEUED", ...stamp() });
    void recording.tell({ kind: "node", phase: "RUNNING", ...node, ...stamp() });
    await recording.tell({ ...task, phase: "RUNNING", ...stamp() });
    void recording.tell({ ...task, phase: "SUCCEEDED", outputs, ...stamp() });
    void recording.tell({ kind: "node", phase: "SUCCEEDED", ...node, outputs, ...stamp() });
  }
  await kept[Symbol.asyncDispose]();
  const growth = (statSync(join(state, "journal.db")).size - before) / 2_000;
  assert.ok(growth < 1024, `${growth} bytes`);
});

limits.after(() => rmSync(folder, { recursive: true, force: true }));
limits.run();
