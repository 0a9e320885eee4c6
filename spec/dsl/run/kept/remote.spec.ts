import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Bindings,
  Field,
  type Flow,
  type FlyteExecution,
  FlyteStep,
  Int,
  Pipeline,
  type Refs,
  Remote,
  run,
  start,
  Task,
} from "../../../../dsl/index.js";
import { memoryBlobs } from "../../../../lib/blobs/index.js";
import { terminate, watch } from "../../../../lib/client/index.js";
import type { Event } from "../../../../lib/engine/index.js";
import { failure } from "../../../../lib/errors/index.js";
import { type Journal, memoryJournal } from "../../../../lib/journal/index.js";
import type { Ledger } from "../../../../lib/journal/ledger/ledger.js";
import { memoryLedger } from "../../../../lib/journal/ledger/memory-ledger.js";
import { createJournal } from "../../../../lib/journal/open-journal.js";
import { assertSound } from "../../../support/crash.js";
import { emulatedWith, place } from "../../../support/emulated.js";
import { rejects, within } from "../../../support/expect.js";
import { graph, promise, variables } from "../../../support/graph.js";

const remote = suite("dsl/run/kept/remote");

class N {
  @Field(Int) n!: number;
}

@FlyteStep({ launchPlan: "training", inputs: N, outputs: N })
class Train extends Remote<N, N> {}

let quick: (() => Promise<void>) | undefined;

@Task({ inputs: N, outputs: N })
class Quick {
  async run({ n }: N): Promise<N> {
    await quick?.();
    return { n };
  }
}

@Pipeline({ name: "trains", inputs: N, outputs: N })
class Trains {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    flow.step(Quick, { n });
    return flow.step(Train, { n });
  }
}

@Pipeline({ name: "trains", inputs: N, outputs: N })
class TrainsNot {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Quick, { n });
  }
}

@FlyteStep({ launchPlan: "training", inputs: N, wait: false })
class Leave extends Remote<N, FlyteExecution> {}

@Pipeline({ name: "leaves", inputs: N, outputs: N })
class Leaves {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    const left = flow.step(Leave, { n });
    return flow.step(Quick, { n }, { after: [left] });
  }
}

const training = graph({
  ref: { name: "training" },
  interface: { inputs: variables(["n"]), outputs: {} },
  nodes: { t: { inputs: { n: promise("", "n") } } },
  outputs: { n: promise("t") },
});

// A Flyte whose training ends when it is told to, and how many executions it was asked for.
async function flyteSide() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const emulated = emulatedWith({ t: () => ended.then(() => 7) });
  await emulated.emulator.register(training, place);
  const names = async () => {
    const { executions } = await emulated.admin.listExecutions({
      id: { project: place.project, domain: place.domain },
      limit: 100,
    });
    return executions.map(({ id }) => id?.name);
  };
  return { backend: emulated.emulator.backend, end, names };
}

function journals() {
  const ledger = memoryLedger();
  const open = (over: Ledger = ledger) => createJournal(over, { blobs: memoryBlobs(), now: Date.now });
  return { ledger, dead: open(), next: open(), open };
}

// Looks as if the process that holds the run had died.
function die(ledger: Ledger, id: string): void {
  ledger.change(ledger.find(id)!.key, { holder: undefined });
}

async function until(events: AsyncIterable<Event>, is: (event: Event) => boolean): Promise<void> {
  for await (const event of events) if (is(event)) return;
}

const isStarted = (event: Event) => event.kind === "task" && event.progress?.externalId !== undefined;

remote.before.each(() => {
  quick = undefined;
});

remote("an execution that runs when its process dies is watched again, and never started twice", async () => {
  const { backend, end, names } = await flyteSide();
  const { ledger, dead, next } = journals();
  await until(start(Trains, { n: 1 }, { runId: "r", journal: dead, backend }).events, isStarted);
  die(ledger, "r");
  const again = start(Trains, { n: 1 }, { runId: "r", journal: next, backend });
  await until(again.events, isStarted);
  end();
  const outcome = await within(10_000, again.outcome);
  assert.is(outcome.phase, "SUCCEEDED", outcome.error?.message);
  assert.equal(await names(), ["r-train-0"]);
  const attempts = (await next.events("r")).flatMap((event) =>
    event.kind === "task" && event.node === "train" && event.progress === undefined
      ? [`${event.attempt} ${event.phase}`]
      : [],
  );
  assert.equal(attempts.at(-1), "1 SUCCEEDED");
});

// A journal whose process ends when the name is kept, and before it is used.
function endsAtClaim(journal: Journal): { readonly journal: Journal; readonly claimed: Promise<void> } {
  let tell = () => {};
  const claimed = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return {
    claimed,
    journal: {
      ...journal,
      async begin(made, listeners) {
        const recording = await journal.begin(made, listeners);
        return {
          run: recording!.run,
          signal: (...args) => recording!.signal(...args),
          release: () => recording!.release(),
          tell(event) {
            const kept = recording!.tell(event);
            if (event.kind !== "task" || event.progress?.claims === undefined) return kept;
            return kept!.then(() => {
              tell();
              return new Promise(() => {});
            });
          },
        };
      },
    },
  };
}

remote("a name that was kept and not used is used by whoever goes on", async () => {
  const { backend, end, names } = await flyteSide();
  const { ledger, dead, next } = journals();
  const { journal, claimed } = endsAtClaim(dead);
  void start(Trains, { n: 1 }, { runId: "r", journal, backend });
  await claimed;
  assert.equal(await names(), []);
  die(ledger, "r");
  end();
  assert.is((await within(10_000, run(Trains, { n: 1 }, { runId: "r", journal: next, backend }))).n, 7);
  assert.equal(await names(), ["r-train-0"]);
});

remote("where the journal cannot be written, the run stops and what it has on Flyte goes on", async () => {
  const { backend, end, names } = await flyteSide();
  const { ledger, next, open } = journals();
  let isFull = false;
  const full: Ledger = {
    ...ledger,
    transaction(work) {
      if (isFull) throw failure("STATE_DISK_FULL", { file: "journal.db" });
      return ledger.transaction(work);
    },
  };
  let go = () => {};
  const released = new Promise<void>((resolve) => {
    go = resolve;
  });
  quick = () => released;
  const going = start(Trains, { n: 1 }, { runId: "r", journal: open(full), backend });
  await until(going.events, isStarted);
  isFull = true;
  go();
  const outcome = await within(10_000, going.outcome);
  assert.is(outcome.error?.code, "RUN_LISTENER_FAILED");
  assert.is(next.find("r")?.standing, "interrupted");
  end();
  assert.is((await within(10_000, run(Trains, { n: 1 }, { runId: "r", journal: next, backend }))).n, 7);
  assert.equal(await names(), ["r-train-0"]);
});

remote("an interrupted run that is aborted ends what it left on Flyte, with the cause", async () => {
  const { backend } = await flyteSide();
  const { ledger, dead, next } = journals();
  await until(start(Trains, { n: 1 }, { runId: "r", journal: dead, backend }).events, isStarted);
  die(ledger, "r");
  next.requestAbort("r", "too dear");
  await rejects(within(10_000, run(Trains, { n: 1 }, { runId: "r", journal: next, backend })), "RUN_ABORTED");
  const { phase, abortCause } = await watch(backend, { ...backend.scope, name: "r-train-0" });
  assert.equal([phase, abortCause], ["ABORTED", "too dear"]);
});

remote("what a step left behind without waiting ends with the abort of the run that was resumed", async () => {
  const { backend } = await flyteSide();
  const { ledger, dead, next } = journals();
  quick = () => new Promise(() => {});
  const going = start(Leaves, { n: 1 }, { runId: "r", journal: dead, backend });
  await until(going.events, (event) => event.kind === "node" && event.node === "leave" && event.phase === "SUCCEEDED");
  die(ledger, "r");
  next.requestAbort("r", "too dear");
  await rejects(within(10_000, run(Leaves, { n: 1 }, { runId: "r", journal: next, backend })), "RUN_ABORTED");
  const { phase, abortCause } = await watch(backend, { ...backend.scope, name: "r-leave-0" });
  assert.equal([phase, abortCause], ["ABORTED", "too dear"]);
});

remote("what a step left behind is noted before the end of the run is kept, for whoever finds it ended", async () => {
  const { backend } = await flyteSide();
  const { dead } = journals();
  const stop = new AbortController();
  let release = () => {};
  quick = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  const noted: unknown[] = [];
  const going = start(
    Leaves,
    { n: 1 },
    {
      runId: "r",
      journal: dead,
      backend,
      signal: stop.signal,
      onEvent({ kind, phase }) {
        if (kind === "node" && phase === "SUCCEEDED") stop.abort("too dear");
        if (phase === "ABORTING") release();
        if (phase !== "ABORTED" || kind !== "run") return;
        noted.push(...(dead.find("r")?.owed ?? []).map(({ execution, cause }) => [execution, cause]));
      },
    },
  );
  assert.is((await within(10_000, going.outcome)).phase, "ABORTED");
  assert.equal(noted, [["flytesnacks/development/r-leave-0", "too dear"]]);
  assert.is(dead.find("r")?.owed, undefined);
});

remote("with new code, a step that is no more is told to have ended, and what it has on Flyte is ended", async () => {
  const { backend } = await flyteSide();
  const { ledger, dead, next } = journals();
  await until(start(Trains, { n: 1 }, { runId: "r", journal: dead, backend }).events, isStarted);
  die(ledger, "r");
  const changed = await rejects(run(TrainsNot, { n: 1 }, { runId: "r", journal: next, backend }), "RUN_CODE_CHANGED");
  assert.match(changed.message, "step train is gone");
  const options = { runId: "r", journal: next, backend, withNewCode: true };
  assert.is((await within(10_000, run(TrainsNot, { n: 1 }, options))).n, 1);
  const events = await next.events("r");
  assertSound(events, "with new code");
  assert.is(events.findLast((event) => event.kind === "node" && event.node === "train")?.phase, "ABORTED");
  assert.is((await watch(backend, { ...backend.scope, name: "r-train-0" })).phase, "ABORTED");
});

remote("an execution that was aborted over there while nobody looked aborts the run that goes on", async () => {
  const { backend, names } = await flyteSide();
  const { ledger, dead, next } = journals();
  await until(start(Trains, { n: 1 }, { runId: "r", journal: dead, backend }).events, isStarted);
  die(ledger, "r");
  await terminate(backend, { ...backend.scope, name: "r-train-0" }, "by hand");
  await rejects(within(10_000, run(Trains, { n: 1 }, { runId: "r", journal: next, backend })), "RUN_ABORTED");
  assert.equal(await names(), ["r-train-0"]);
});

remote("a name that something else has over there is a conflict, and nothing is started", async () => {
  const { backend, end, names } = await flyteSide();
  end();
  await run(Trains, { n: 1 }, { runId: "r", journal: memoryJournal(), backend });
  const error = await rejects(
    run(Trains, { n: 2 }, { runId: "r", journal: memoryJournal(), backend }),
    "BACKEND_EXECUTION_DIFFERS",
  );
  assert.match(error.message, "inputs");
  assert.equal(await names(), ["r-train-0"]);
});

// Runs whose process has died, as far as the journal knows, have nobody who would end them.
remote.after(() => void setTimeout(() => process.exit(), 100).unref());
remote.run();
