import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Max } from "class-validator";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../../dsl/compile/index.js";
import {
  type Bindings,
  byDefault,
  Field,
  type Flow,
  FlyteFile,
  FlyteStep,
  failWith,
  Int,
  lt,
  Pipeline,
  type Ref,
  type Refs,
  Remote,
  Str,
  Task,
  type TaskContext,
} from "../../../dsl/index.js";
import { run, start } from "../../../dsl/run/index.js";
import { fakeClock, standIn } from "../../../dsl/testing/index.js";
import type { Event } from "../../../lib/engine/index.js";
import { rejects } from "../../support/expect.js";

const running = suite("dsl/run/run");

class Numbers {
  @Field(Int) @Max(100) n!: number;
  @Field(Int) by = byDefault(2);
}
class Answer {
  @Field(Int) answer!: number;
}

@Task({ inputs: Numbers, outputs: Answer })
class Multiply {
  run({ n, by }: Numbers): Answer {
    if (n === 13) throw new RangeError("thirteen");
    return { answer: n * by };
  }
}

@Pipeline({ inputs: Numbers, outputs: Answer })
class Twice {
  compose({ n, by }: Refs<Numbers>, flow: Flow): Bindings<Answer> {
    const first = flow.step(Multiply, { n, by });
    return flow.step(Multiply, { n: first.answer }, { name: "again" });
  }
}

class Text {
  @Field(FlyteFile) file!: FlyteFile;
}
class Copied {
  @Field(FlyteFile) copy!: FlyteFile;
  @Field(Str) folder!: string;
}

@Task({ inputs: Text, outputs: Copied })
class Shout {
  async run({ file }: Text, ctx: TaskContext): Promise<Copied> {
    const text = (await file.text()).toUpperCase();
    const path = join(ctx.workdir, "shout.txt");
    writeFileSync(path, text);
    return { copy: new FlyteFile(path), folder: ctx.workdir };
  }
}

@Pipeline({ inputs: Text, outputs: Copied })
class Loud {
  compose({ file }: Refs<Text>, flow: Flow): Bindings<Copied> {
    const { copy } = flow.step(Shout, { file });
    return flow.step(Shout, { file: copy }, { name: "louder" });
  }
}

class Started {
  @Field(Str) name!: string;
}

@Task({ inputs: Started, outputs: Started })
class Wait {
  run(_: Started, { signal }: TaskContext): Promise<Started> {
    return new Promise((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  }
}

@Pipeline({ inputs: Started, outputs: Started })
class Waiting {
  compose({ name }: Refs<Started>, flow: Flow): Bindings<Started> {
    return flow.step(Wait, { name });
  }
}

running("a pipeline takes values and gives values", async () => {
  const { answer } = await run(Twice, { n: 5 });
  assert.is(answer, 20);
  assert.is((await run(Twice, { n: 5, by: 10 })).answer, 100);
});

running("a value that breaks a rule is refused before anything starts", async () => {
  const events: Event[] = [];
  const error = await rejects(
    run(Twice, { n: 101 }, { onEvent: (event) => void events.push(event) }),
    "VALUE_RULE_BROKEN",
  );
  assert.match(error.path!, "twice.inputs.n");
  assert.equal(events, []);
});

running("an input that is not there is refused", async () => {
  // A typed caller cannot make this mistake; one with values from elsewhere can.
  await rejects(run(Twice, { n: 1, nn: 2 } as { n: number }), "FIELD_VALUE_UNKNOWN");
  await rejects(run(Twice, {} as { n: number }), "FIELD_VALUE_MISSING");
});

running("a task's own error is thrown as it was", async () => {
  const error = await run(Twice, { n: 13 }).catch((thrown: unknown) => thrown);
  assert.instance(error, RangeError);
  assert.is((error as Error).message, "thirteen");
});

running("files go in from this machine, from step to step, and out", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-"));
  const path = join(folder, "a.txt");
  writeFileSync(path, "hello");
  const { copy, folder: workdir } = await run(Loud, { file: new FlyteFile(path) });
  assert.is(await copy.text(), "HELLO");
  assert.match(copy.uri, /^memory:/);
  assert.throws(() => readdirSync(workdir), /ENOENT/, "the task's folder is gone");

  const state = join(folder, "state");
  const kept = await run(Loud, { file: FlyteFile.fromBytes("hi", { name: "b.txt" }) }, { state });
  assert.match(kept.copy.uri, /^file:.*\/state\/blobs\//);
  assert.is(await kept.copy.text(), "HI");
  assert.ok(readdirSync(state).includes("journal.db"));
  rmSync(folder, { recursive: true });
});

running("an abort reaches the task and throws the signal's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const onEvent = (event: Event) => {
    if (event.kind === "task" && event.phase === "RUNNING") controller.abort(reason);
  };
  const waited = run(Waiting, { name: "w" }, { signal: controller.signal, onEvent });
  assert.is(await waited.catch((error: unknown) => error), reason);
});

running("a started run can be followed by several, and aborted with a cause", async () => {
  const going = start(Waiting, { name: "w" }, { name: "my-run" });
  assert.is(going.name, "my-run");
  const phases: string[] = [];
  for await (const event of going.events) {
    phases.push(`${event.kind} ${event.phase}`);
    if (event.kind === "task" && event.phase === "RUNNING") going.abort("too dear");
  }
  const outcome = await going.outcome;
  assert.equal([outcome.phase, outcome.cause], ["ABORTED", "too dear"]);
  assert.is(phases.at(-1), "run ABORTED");
  const again: string[] = [];
  for await (const event of going.events) again.push(`${event.kind} ${event.phase}`);
  assert.equal(again, phases);
});

@Pipeline({ inputs: Numbers, outputs: Answer })
class Small {
  compose({ n }: Refs<Numbers>, flow: Flow): Bindings<Answer> {
    return flow.when(lt(n, 10), () => flow.step(Multiply, { n }), failWith("too many"));
  }
}

@Pipeline({ inputs: Numbers, outputs: Answer })
class Gated {
  compose({ n }: Refs<Numbers>, flow: Flow): Bindings<Answer> {
    // An Int may be a bigint; this one is not.
    const by = flow.signal("factor", Int) as unknown as Ref<number>;
    const { n: shown } = flow.approve("ship-it", { show: { n } });
    return flow.step(Multiply, { n: shown, by });
  }
}

running("a run that no step failed still says why it failed", async () => {
  assert.match((await rejects(run(Small, { n: 11 }), "RUN_FAILED")).message, "too many");
});

running("gates wait for the values that the run is given", async () => {
  const going = start(Gated, { n: 4 });
  going.setSignal("factor", { kind: "int", value: "5" });
  for await (const event of going.events) {
    if (event.kind === "node" && event.phase === "RUNNING" && event.node.includes("ship-it"))
      going.setSignal("ship-it", { kind: "bool", value: true });
  }
  assert.equal((await going.outcome).outputs, { answer: { kind: "int", value: "20" } });
});

running("a gate that nobody opens ends with the run", async () => {
  const going = start(Gated, { n: 4 });
  for await (const event of going.events) if (event.kind === "node" && event.phase === "RUNNING") going.abort("late");
  assert.is((await going.outcome).phase, "ABORTED");
});

running("a task without code here is named", async () => {
  const going = start({ ...compile(Twice), code: new Map() }, { n: { kind: "int", value: "1" } });
  const { error } = await going.outcome;
  assert.is(error?.code, "RUN_CODE_MISSING");
  assert.match(error!.message, "multiply");
});

@FlyteStep({ launchPlan: "elsewhere.train", inputs: Numbers, outputs: Answer, retries: 1 })
class Train extends Remote<Numbers, Answer> {}

@Pipeline({ inputs: Numbers, outputs: Answer })
class Trained {
  compose({ n }: Refs<Numbers>, flow: Flow): Bindings<Answer> {
    const { answer } = flow.step(Train, { n });
    flow.sleep("10m", { after: [] });
    return flow.step(Multiply, { n: answer });
  }
}

running("a stand-in answers in place of a remote step, and a given clock decides on time", async () => {
  const clock = fakeClock();
  const calls: number[] = [];
  const train = standIn(Train, ({ n }, { attempt }) => {
    calls.push(attempt);
    if (attempt === 0) throw new Error("not yet");
    return { answer: n + 1 };
  });
  const trained = run(Trained, { n: 4 }, { standIns: [train], clock });
  await clock.advance("1h");
  assert.is((await trained).answer, 10);
  assert.equal(calls, [0, 1]);
});

running("a stand-in reads the files that the step is given, and gives files", async () => {
  const shout = standIn(Shout, async ({ file }) => ({
    copy: FlyteFile.fromBytes(`${await file.text()}?`, { name: "copy.txt" }),
    folder: "none",
  }));
  const { copy } = await run(Loud, { file: FlyteFile.fromBytes("really") }, { standIns: [shout] });
  assert.is(await copy.text(), "really??");
});

running("equal work is done once in a run, unless the cache is off", async () => {
  assert.is((await run(Twice, { n: 2 }, { cache: "off" })).answer, 8);
});

running.run();
