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
import { terminate } from "../../../../lib/client/index.js";
import { failure, FlytepathError, TaskError, ValidationError } from "../../../../lib/errors/index.js";
import { memoryLedger } from "../../../../lib/journal/ledger/memory-ledger.js";
import { createJournal } from "../../../../lib/journal/open-journal.js";
import { emulatedWith, place } from "../../../support/emulated.js";
import { rejects, within } from "../../../support/expect.js";
import { graph, promise, variables } from "../../../support/graph.js";

const errors = suite("dsl/run/kept/errors");

class N {
  @Field(Int) n!: number;
}

let thrown: () => Error;
let bodies = 0;

@Task({ inputs: N, outputs: N, timeout: "50ms" })
class Fails {
  async run(_: N): Promise<N> {
    bodies += 1;
    await Promise.resolve();
    throw thrown();
  }
}

@FlyteStep({ launchPlan: "training", inputs: N, outputs: N })
class Train extends Remote<N, N> {}

@Pipeline({ name: "fails", inputs: N, outputs: N })
class Here {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Fails, { n });
  }
}

@Pipeline({ name: "trains", inputs: N, outputs: N })
class There {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Train, { n });
  }
}

@Pipeline({ name: "gated", inputs: N, outputs: N })
class Gated {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    flow.approve("ship-it", { timeout: "50ms" });
    return { n };
  }
}

// Two journals over the same rows: what one process kept, and another one reads.
function journals() {
  const ledger = memoryLedger();
  const open = () => createJournal(ledger, { blobs: memoryBlobs(), now: Date.now });
  return [open(), open()] as const;
}

async function caught(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => assert.unreachable("it succeeded"),
    (error: unknown) => error,
  );
}

function chainOf(error: unknown): readonly unknown[] {
  return error instanceof Error ? [error, ...chainOf(error.cause)] : [];
}

errors("a run that failed throws the same kind of error again, with its causes, and runs nothing", async () => {
  bodies = 0;
  thrown = () => new TaskError("no rows", { code: "NO_ROWS", retryable: false, cause: new RangeError("0 of 0") });
  const [first, next] = journals();
  const before = await caught(run(Here, { n: 1 }, { runId: "r", journal: first }));
  const again = await caught(run(Here, { n: 1 }, { runId: "r", journal: next }));
  for (const error of [before, again]) {
    assert.instance(error, TaskError);
    assert.is((error as TaskError).code, "NO_ROWS");
    assert.is((error as TaskError).retryable, false);
    assert.equal(
      chainOf(error).map((each) => `${(each as Error).name}: ${(each as Error).message}`),
      ["TaskError: [NO_ROWS] no rows", "RangeError: 0 of 0"],
    );
  }
  assert.is(bodies, 1);
});

errors("an error of another library keeps its name, and the frames of its author", async () => {
  thrown = () => new RangeError("out of range");
  const [first, next] = journals();
  await caught(run(Here, { n: 1 }, { runId: "r", journal: first }));
  const again = (await caught(run(Here, { n: 1 }, { runId: "r", journal: next }))) as Error;
  assert.is(`${again.name}: ${again.message}`, "RangeError: out of range");
  assert.match(again.stack ?? "", /errors\.spec/);
});

errors("what a value was refused for is there again, issue by issue", async () => {
  const issues = [{ path: "Here.n", message: "n must not be less than 3" }];
  thrown = () => failure("VALUE_RULE_BROKEN", { subject: "Here", issues }, { issues });
  const [first, next] = journals();
  await caught(run(Here, { n: 1 }, { runId: "r", journal: first }));
  const again = await caught(run(Here, { n: 1 }, { runId: "r", journal: next }));
  assert.instance(again, ValidationError);
  assert.equal((again as ValidationError).issues, issues);
});

const training = graph({
  ref: { name: "training" },
  interface: { inputs: variables(["n"]), outputs: {} },
  nodes: { t: { inputs: { n: promise("", "n") } } },
  outputs: { n: promise("t") },
});

errors(
  "what failed on Flyte is told again with execution, node, attempt, whose fault it was, and message",
  async () => {
    const { emulator } = emulatedWith({
      t() {
        throw new TaskError("no memory", { code: "OOM", origin: "system", retryable: false });
      },
    });
    await emulator.register(training, place);
    const { backend } = emulator;
    const [first, next] = journals();
    const before = await caught(run(There, { n: 1 }, { runId: "r", journal: first, backend }));
    const again = await caught(run(There, { n: 1 }, { runId: "r", journal: next, backend }));
    for (const error of [before, again]) {
      const [outer, inner] = chainOf(error) as readonly TaskError[];
      assert.is(outer!.code, "EXECUTION_FAILED");
      assert.match(outer!.message, "failed in node t (OOM): no memory");
      assert.equal([inner!.code, inner!.plainMessage, inner!.origin], ["OOM", "no memory", "system"]);
      for (const each of [outer!, inner!]) {
        assert.instance(each, TaskError);
        assert.equal([each.node, each.attempt], ["t", 0]);
      }
      assert.is(outer!.link, (before as TaskError).link);
    }
  },
);

errors("an abort on Flyte's side is told again with who and why", async () => {
  const { emulator } = emulatedWith({ t: (_, { signal }) => endless(signal) });
  await emulator.register(training, place);
  const { backend } = emulator;
  const [first, next] = journals();
  const going = start(There, { n: 1 }, { runId: "r", journal: first, backend });
  for await (const event of going.events) {
    if (event.kind !== "task" || event.progress?.externalId === undefined) continue;
    await terminate(backend, { ...place, name: "r-train-0" }, "too dear");
  }
  assert.is((await within(10_000, going.outcome)).phase, "ABORTED");
  const again = await rejects(run(There, { n: 1 }, { runId: "r", journal: next, backend }), "RUN_ABORTED");
  const { cause } = again;
  assert.ok(FlytepathError.is(cause) && cause.code === "EXECUTION_ABORTED");
  assert.match(cause.message, "r-train-0 was aborted");
  assert.match(cause.message, "too dear");
});

errors("a step that took too long, and a gate that nobody answered, are told as what they are", async () => {
  thrown = () => new Error("never");
  const [first, next] = journals();
  await rejects(run(Gated, { n: 1 }, { runId: "g", journal: first }), "GATE_TIMED_OUT");
  const gate = await rejects(run(Gated, { n: 1 }, { runId: "g", journal: next }), "GATE_TIMED_OUT");
  assert.match(gate.message, "nobody answered the gate ship-it within its timeout of 50ms");
});

errors("a gate that was answered with no is told as that", async () => {
  const going = start(Gated, { n: 1 }, {});
  await going.setSignal("ship-it", { kind: "bool", value: false });
  const { error } = await within(5_000, going.outcome);
  assert.is(error?.code, "ReceivedRejectSignal");
  assert.ok(FlytepathError.is(error?.thrown) && error.thrown.code === "GATE_REFUSED");
});

errors.run();

function endless(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
}
