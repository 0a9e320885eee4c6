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
} from "../../../../dsl/index.js";
import { memoryBlobs } from "../../../../lib/blobs/index.js";
import { type Backend, watch } from "../../../../lib/client/index.js";
import type { Event } from "../../../../lib/engine/index.js";
import { ExecutionMetadata_ExecutionMode as Mode } from "../../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { memoryLedger } from "../../../../lib/journal/ledger/memory-ledger.js";
import { createJournal } from "../../../../lib/journal/open-journal.js";
import { emulatedWith, place } from "../../../support/emulated.js";
import { within } from "../../../support/expect.js";
import { graph, promise, variables } from "../../../support/graph.js";

const anew = suite("dsl/run/kept/remote-anew");

class N {
  @Field(Int) n!: number;
}

@FlyteStep({ launchPlan: "training", inputs: N, outputs: N })
class Train extends Remote<N, N> {}

@FlyteStep({ launchPlan: "training", inputs: N, outputs: N, tags: ["night"] })
class TrainByNight extends Remote<N, N> {}

@FlyteStep({ launchPlan: "training", inputs: N, outputs: N, retries: 2, recover: true })
class TrainAgain extends Remote<N, N> {}

let hold: Promise<void> | undefined;

@Task({ inputs: N, outputs: N })
class Last {
  async run({ n }: N): Promise<N> {
    await hold;
    return { n };
  }
}

function training(step: new () => Remote<N, N>) {
  @Pipeline({ name: "trains", inputs: N, outputs: N })
  class Trains {
    compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
      return flow.step(Last, { n: flow.step(step, { n }, { name: "train" }).n });
    }
  }
  return Trains;
}

const plan = graph({
  ref: { name: "training" },
  interface: { inputs: variables(["n"]), outputs: {} },
  nodes: { t: { inputs: { n: promise("", "n") } } },
  outputs: { n: promise("t") },
});

// A Flyte whose trainings come to what is said, one after the other; `hang`: they never end.
async function flyteSide(...results: (number | "hang" | "fail")[]) {
  let begin = () => {};
  const began = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const emulated = emulatedWith({
    t: (_, { signal }) => {
      begin();
      const result = results.shift() ?? 7;
      if (result === "fail") throw new Error("not this time");
      if (result !== "hang") return result;
      return new Promise<number>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      });
    },
  });
  await emulated.emulator.register(plan, place);
  const executions = async () => {
    const { executions: found } = await emulated.admin.listExecutions({
      id: { project: place.project, domain: place.domain },
      limit: 100,
      sortBy: { key: "created_at", direction: 1 },
    });
    return found.map(({ id, spec }) => ({ name: id!.name, metadata: spec?.metadata }));
  };
  return { backend: emulated.emulator.backend, executions, began };
}

function journals() {
  const ledger = memoryLedger();
  const open = () => createJournal(ledger, { blobs: memoryBlobs(), now: Date.now });
  // Looks as if the process that holds the run had died.
  const die = () => ledger.change(ledger.find("r")!.key, { holder: undefined });
  return { dead: open(), next: open(), die };
}

async function until(events: AsyncIterable<Event>, is: (event: Event) => boolean): Promise<void> {
  for await (const event of events) if (is(event)) return;
}

anew.before.each(() => {
  hold = undefined;
});

anew("an execution of a step that has changed is ended, and the step starts one of another name", async () => {
  const { backend, executions, began } = await flyteSide("hang");
  const { dead, next, die } = journals();
  const going = start(training(Train), { n: 1 }, { runId: "r", journal: dead, backend });
  await until(going.events, (event) => event.kind === "task" && event.progress?.externalId !== undefined);
  await began;
  die();
  const options = { runId: "r", journal: next, backend, withNewCode: true };
  assert.is((await within(10_000, run(training(TrainByNight), { n: 1 }, options))).n, 7);
  assert.equal(
    (await executions()).map(({ name }) => name),
    ["r-train-0", "r-train-1"],
  );
  const { phase, abortCause } = await watch(backend, { ...backend.scope, name: "r-train-0" });
  assert.equal([phase, abortCause], ["ABORTED", "the step has changed"]);
});

anew("a step that had ended and has changed starts an execution of another name", async () => {
  const { backend, executions } = await flyteSide(3, 4);
  const { dead, next, die } = journals();
  hold = new Promise(() => {});
  const going = start(training(Train), { n: 1 }, { runId: "r", journal: dead, backend });
  await until(going.events, (event) => event.kind === "task" && event.node === "last" && event.phase === "RUNNING");
  die();
  hold = undefined;
  const options = { runId: "r", journal: next, backend, withNewCode: true };
  assert.is((await within(10_000, run(training(TrainByNight), { n: 1 }, options))).n, 4);
  assert.equal(
    (await executions()).map(({ name }) => name),
    ["r-train-0", "r-train-1"],
  );
});

// Its process is gone at the call that recovers an execution: before anything of it has happened, or after.
function goneAtRecover(backend: Backend, when: "before" | "after"): { backend: Backend; readonly gone: Promise<void> } {
  let tell = () => {};
  const gone = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const { transport } = backend;
  return {
    gone,
    backend: {
      ...backend,
      transport: {
        stream: transport.stream.bind(transport),
        async unary(...call) {
          if (call[0].name !== "RecoverExecution") return await transport.unary(...call);
          if (when === "after") await transport.unary(...call);
          tell();
          return await new Promise<never>(() => {});
        },
      },
    },
  };
}

async function goneAndTakenUp(when: "before" | "after"): Promise<void> {
  const { backend, executions } = await flyteSide("fail", 5);
  const { dead, next, die } = journals();
  const dying = goneAtRecover(backend, when);
  void start(training(TrainAgain), { n: 1 }, { runId: "r", journal: dead, backend: dying.backend });
  await within(10_000, dying.gone);
  die();
  assert.is((await within(10_000, run(training(TrainAgain), { n: 1 }, { runId: "r", journal: next, backend }))).n, 5);
  const [first, second, ...more] = await executions();
  assert.equal([first?.name, second?.name, more.length], ["r-train-0", "r-train-1", 0]);
  assert.is(second?.metadata?.mode, Mode.RECOVERED);
  assert.is(second?.metadata?.referenceExecution?.name, "r-train-0");
}

anew("a process that ends right before it recovers an execution leaves one recovery to whoever goes on", () =>
  goneAndTakenUp("before"),
);

anew("a process that ends right after it recovers an execution leaves one recovery to whoever goes on", () =>
  goneAndTakenUp("after"),
);

// Runs whose process has died, as far as the journal knows, have nobody who would end them.
anew.after(() => void setTimeout(() => process.exit(), 100).unref());
anew.run();
