import { suite } from "uvu";
import * as assert from "uvu/assert";
import { memoryBlobs } from "../../../lib/blobs/index.js";
import { type Event, execute, priorOf } from "../../../lib/engine/index.js";
import { memoryJournal } from "../../../lib/journal/index.js";
import type { Literal } from "../../../lib/types/index.js";
import { rejects } from "../../support/expect.js";
import { fakeClock } from "../../support/fake-clock.js";
import { fakeRunner } from "../../support/fake-runner.js";
import { graph, int, promise } from "../../support/graph.js";
import { randomDag } from "../../support/random-dag.js";
import { randomRunner } from "../../support/random-runner.js";

const codec = suite("lib/journal/codec");

function asJson(events: readonly Event[]): unknown {
  return JSON.parse(JSON.stringify(events, (key, value) => (key === "thrown" ? undefined : value)));
}

async function keep(seed: number) {
  const dag = randomDag(seed);
  const journal = memoryJournal();
  const recording = await journal.begin({ id: "run", dag, inputs: {} });
  const clock = fakeClock(1_700_000_000_000);
  const told: Event[] = [];
  const onEvent = (event: Event) => {
    told.push(event);
    return recording!.tell(event);
  };
  await clock.until(execute(dag, {}, { run: "run", runner: randomRunner(dag), clock, random: () => 0.5, onEvent }));
  await recording!.release();
  return { journal, told, dag };
}

codec("what is read is what was told, event by event, for Dags of every kind", async () => {
  for (let seed = 0; seed < 80; seed += 1) {
    const { journal, told } = await keep(seed);
    assert.equal(asJson(await journal.events("run")), asJson(told), `seed ${seed}`);
  }
});

codec("failures, retries, lost attempts and dynamic work are read as they were told", async () => {
  const inner = graph({ nodes: { i: [], j: ["i"] }, outputs: { o: promise("j") } });
  const dag = graph({
    nodes: { d: {}, r: { retries: 1, backoff: { initial: "1s" } }, x: ["r"] },
    onFailure: "fail_after_executable_nodes_complete",
  });
  const journal = memoryJournal();
  const recording = await journal.begin({ id: "run", dag, inputs: {} });
  const told: Event[] = [];
  const clock = fakeClock();
  const runner = fakeRunner({
    d: () => ({ outputs: {}, dynamic: inner }),
    r(_, { report }) {
      report({ externalId: "outside", fraction: 0.5 });
      throw new Error("no");
    },
  });
  const onEvent = (event: Event) => {
    told.push(event);
    return recording!.tell(event);
  };
  await clock.until(execute(dag, {}, { run: "run", runner, clock, onEvent }));
  await recording!.release();
  assert.equal(asJson(await journal.events("run")), asJson(told));
  assert.is((await journal.outcome("run"))?.error?.code, "RetriesExhausted|USER:Error");
});

codec("what a run needs to go on says the same as its whole history", async () => {
  for (let seed = 0; seed < 40; seed += 1) {
    const dag = randomDag(seed);
    const whole = await keep(seed);
    const cut = Math.floor(whole.told.length * 0.7);
    const journal = memoryJournal();
    const recording = await journal.begin({ id: "run", dag, inputs: {} });
    for (const event of whole.told.slice(0, cut)) void recording!.tell(event);
    await recording!.release();
    const { events, next } = await journal.take("run");
    const [short, long] = [priorOf(events, { next }), priorOf(whole.told.slice(0, cut))];
    assert.is(short.next, long.next);
    assert.equal([...short.ids], [...long.ids], `seed ${seed}`);
    for (const event of whole.told) {
      if (event.kind === "run") continue;
      const element = event.kind === "task" ? event.element : undefined;
      const ended = long.node(event.node, () => ({}))?.end !== undefined;
      assert.equal(
        short.node(event.node, () => ({}))?.end,
        asJsonOf(long.node(event.node, () => ({}))?.end),
        `seed ${seed}`,
      );
      if (!ended)
        assert.equal(short.work(event.node, element), asJsonOf(long.work(event.node, element)), `seed ${seed}`);
    }
  }
});

function asJsonOf<T>(value: T): T {
  return value === undefined
    ? value
    : (JSON.parse(JSON.stringify(value, (key, each) => (key === "thrown" ? undefined : each))) as T);
}

const large = (letter: string): Literal => ({ kind: "string", value: letter.repeat(50_000) });

codec("large values lie in blobs, once each, and come back whole", async () => {
  const blobs = memoryBlobs();
  const journal = memoryJournal({ blobs });
  const dag = graph({ nodes: { a: [], b: ["a"] } });
  const values: readonly Literal[] = [
    large("x"),
    { kind: "binary", value: "QUJD".repeat(20_000), tag: "msgpack", hash: "h" },
    { kind: "list", items: [large("y"), int(1), large("x")] },
    { kind: "list", items: Array.from({ length: 20_000 }, (_, index) => int(index)) },
    { kind: "map", entries: { deep: { kind: "list", items: [large("z")] } } },
    { kind: "union", value: large("x"), type: { kind: "string" } },
    { kind: "struct", value: { a: "s".repeat(40_000), b: [1, null, true] } },
  ];
  const outputs = Object.fromEntries(values.map((value, index) => [`o${index}`, value]));
  const recording = await journal.begin({ id: "run", dag, inputs: outputs });
  const node = { node: "a", specNode: "a", name: "a", path: ["a"] };
  const stamp = { run: "run", at: 5 };
  void recording!.tell({ kind: "node", phase: "QUEUED", ...node, inputs: {}, ...stamp, seq: 0 });
  await recording!.tell({ kind: "node", phase: "FAILED", ...node, outputs, ...stamp, seq: 1 });
  await recording!.release();
  const [, end] = await journal.events("run");
  assert.equal(end?.kind === "node" && end.outputs, outputs);
  assert.equal(await journal.inputs("run"), outputs);
  const kept = await blobs.list(blobs.join("", "values"));
  assert.is(kept.length, 6, "x, y, z, the binary, the long list and the struct");

  await journal.delete("run");
  assert.equal(await blobs.list(blobs.join("", "values")), []);
});

codec("a value whose blob is gone is told by its place", async () => {
  const blobs = memoryBlobs();
  const journal = memoryJournal({ blobs });
  const recording = await journal.begin({ id: "run", dag: graph({ nodes: { a: [] } }), inputs: { text: large("x") } });
  await recording!.release();
  for (const uri of await blobs.list(blobs.join("", "values"))) await blobs.delete(uri);
  await rejects(journal.inputs("run"), "JOURNAL_VALUE_LOST");
});

codec.run();
