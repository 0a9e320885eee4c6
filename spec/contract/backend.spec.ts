import { randomUUID } from "node:crypto";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Bindings,
  Field,
  type Flow,
  type FlyteExecution,
  FlyteDirectory,
  FlyteFile,
  FlyteSensor,
  FlyteStep,
  Int,
  type Nothing,
  Pipeline,
  type Refs,
  Remote,
  Str,
  StructuredDataset,
  Task,
} from "../../dsl/index.js";
import { compile } from "../../dsl/compile/index.js";
import { emulated, run, start } from "../../dsl/run/index.js";
import { type Backend, flyte, inputsOf, launch, register, terminate, watch } from "../../lib/client/index.js";
import { versionOf } from "../../lib/dag/index.js";
import type { Event } from "../../lib/engine/index.js";
import { TaskError } from "../../lib/errors/index.js";
import { rejects, within } from "../support/expect.js";
import { Answer, Folder, Label, Loud, Numbers, remoteSide, Scale, Table, Text } from "./remote-side.js";

// The same pipelines on every kind of backend: what they give, in which order things happen, and what crosses the border.
// FLYTE_ENDPOINT adds one that runs elsewhere and has the pipelines of remote-side.ts registered, for instance
// `flytepath emulator start --register dist/spec/contract/remote-side.js`.

interface Place {
  readonly backend: Backend;
  close(): Promise<void>;
}

const opened: Readonly<Record<string, () => Promise<Place>>> = {
  "in memory": async () => {
    const backend = emulated({ pipelines: remoteSide, sample: false });
    return { backend, close: async () => backend[Symbol.asyncDispose]() };
  },
  "on a port": async () => {
    const served = emulated({ pipelines: remoteSide, sample: false });
    const { url } = await served.listen({ port: 0 });
    const backend = flyte(url);
    return {
      backend,
      async close() {
        await backend[Symbol.asyncDispose]();
        await served[Symbol.asyncDispose]();
      },
    };
  },
  ...(process.env.FLYTE_ENDPOINT === undefined ? {} : { "at FLYTE_ENDPOINT": elsewhere }),
};

async function elsewhere(): Promise<Place> {
  const backend = flyte(process.env.FLYTE_ENDPOINT!);
  return { backend, close: async () => backend[Symbol.asyncDispose]() };
}

@FlyteStep({ launchPlan: "remote.scale", inputs: Numbers, outputs: Answer, labels: { team: "ml" } })
class RemoteScale extends Remote<Numbers, Answer> {}

@FlyteStep({ task: "remote.multiply", inputs: Numbers, outputs: Answer })
class RemoteMultiply extends Remote<Numbers, Answer> {}

@FlyteStep({ workflow: "remote.scale", inputs: Numbers, wait: false })
class StartScale extends Remote<Numbers, FlyteExecution> {}

@FlyteStep({ launchPlan: "remote.forever", inputs: Label, outputs: Label })
class RemoteForever extends Remote<Label, Label> {}

@FlyteStep({ launchPlan: "remote.loud", inputs: Text, outputs: Text })
class RemoteLoud extends Remote<Text, Text> {}

@FlyteStep({ launchPlan: "remote.scael", inputs: Numbers, outputs: Answer })
class Misspelt extends Remote<Numbers, Answer> {}

class Wrong {
  @Field(Str) answer!: string;
  @Field(Int) rest!: number;
}
@FlyteStep({ launchPlan: "remote.scale", outputs: Wrong })
class Misfit extends Remote<Nothing, Wrong> {}

@Task({ inputs: Answer, outputs: Answer })
class Next {
  run({ answer }: Answer): Answer {
    return { answer: answer + 1 };
  }
}

@Pipeline({ inputs: Numbers, outputs: Answer })
class ThereAndBack {
  compose({ n }: Refs<Numbers>, flow: Flow): Bindings<Answer> {
    const scaled = flow.step(RemoteScale, { n });
    const next = flow.step(Next, { answer: scaled.answer });
    return flow.step(RemoteMultiply, { n: next.answer, by: 10 });
  }
}

@Pipeline({ inputs: Numbers, outputs: Answer })
class Sensed {
  compose({ n }: Refs<Numbers>, flow: Flow): Bindings<Answer> {
    const { executionName } = flow.step(StartScale, { n });
    return flow.step(FlyteSensor.of(Answer), { executionName }, { pokeInterval: "1s" });
  }
}

@Pipeline({ inputs: Label, outputs: Label })
class Endless {
  compose({ label }: Refs<Label>, flow: Flow): Bindings<Label> {
    return flow.step(RemoteForever, { label });
  }
}

@Task({ inputs: Text, outputs: Label })
class Read {
  async run({ file }: Text): Promise<Label> {
    return { label: await file.text() };
  }
}
@Task({ outputs: Text })
class Write {
  run(): Text {
    return { file: FlyteFile.fromBytes("hello", { name: "hello.txt" }) };
  }
}
@Pipeline({ outputs: Label })
class Files {
  compose(_: Refs<Nothing>, flow: Flow): Bindings<Label> {
    const { file } = flow.step(Write, {});
    const loud = flow.step(RemoteLoud, { file });
    return flow.step(Read, { file: loud.file });
  }
}

@FlyteStep({ launchPlan: "remote.squares", inputs: Table, outputs: Table })
class RemoteSquares extends Remote<Table, Table> {}
@FlyteStep({ launchPlan: "remote.listing", inputs: Folder, outputs: Label })
class RemoteListing extends Remote<Folder, Label> {}

@Task({ inputs: Table, outputs: Answer })
class Sum {
  async run({ rows }: Table): Promise<Answer> {
    const given = await rows.rows();
    return { answer: given.reduce((sum, { n }) => sum + Number(n), 0) };
  }
}
@Pipeline({ inputs: Table, outputs: Answer })
class SumOfSquares {
  compose({ rows }: Refs<Table>, flow: Flow): Bindings<Answer> {
    return flow.step(Sum, { rows: flow.step(RemoteSquares, { rows }).rows });
  }
}
@Pipeline({ inputs: Folder, outputs: Label })
class Listed {
  compose({ folder }: Refs<Folder>, flow: Flow): Bindings<Label> {
    return flow.step(RemoteListing, { folder });
  }
}

@Pipeline({ inputs: Numbers, outputs: Answer })
class Lost {
  compose({ n }: Refs<Numbers>, flow: Flow): Bindings<Answer> {
    return flow.step(Misspelt, { n });
  }
}
@Pipeline({ outputs: Wrong })
class Unfit {
  compose(_: Refs<Nothing>, flow: Flow): Bindings<Wrong> {
    return flow.step(Misfit, {});
  }
}

for (const [where, open] of Object.entries(opened)) {
  const contract = suite(`contract/backend ${where}`);
  let place: Place;
  contract.before(async () => {
    place = await open();
  });
  contract.after(() => place.close());

  contract("outputs go from remote steps to local ones and back", async () => {
    const { answer } = await run(ThereAndBack, { n: 4 }, { backend: place.backend });
    assert.is(answer, 90);
  });

  contract("things happen in the same order everywhere", async () => {
    const happened: string[] = [];
    const onEvent = (event: Event) => {
      if (event.kind === "node" || event.kind === "run")
        happened.push(`${"node" in event ? event.node : "run"} ${event.phase}`);
    };
    await run(ThereAndBack, { n: 4 }, { backend: place.backend, onEvent });
    assert.equal(happened, expectedOrder);
  });

  contract("a sensor waits for what another step started", async () => {
    assert.is((await run(Sensed, { n: 21 }, { backend: place.backend })).answer, 42);
  });

  contract("files cross the border both ways", async () => {
    assert.is((await run(Files, {}, { backend: place.backend })).label, "HELLO");
  });

  contract("tables cross the border both ways", async () => {
    const rows = StructuredDataset.fromRows([{ n: 1 }, { n: 2 }, { n: 3 }]);
    assert.is((await run(SumOfSquares, { rows }, { backend: place.backend })).answer, 14);
  });

  contract("folders go over the border with their files", async () => {
    const folder = FlyteDirectory.fromFiles({ "a.txt": "1", "deep/b.txt": "2" });
    assert.is((await run(Listed, { folder }, { backend: place.backend })).label, "a.txt=1 deep/b.txt=2");
  });

  contract("a remote failure comes back with its node, attempt, message and fault", async () => {
    const error = await rejects(run(ThereAndBack, { n: 13 }, { backend: place.backend }), "EXECUTION_FAILED");
    assert.instance(error, TaskError);
    const { node, attempt, origin, message } = error as TaskError;
    assert.match(message, "thirteen is refused");
    assert.equal([node, attempt, origin], ["multiply", 0, "user"]);
  });

  contract("an abort reaches the execution with its cause", async () => {
    const name = unique("abort");
    const going = start(Endless, { label: "x" }, { backend: place.backend, name });
    for await (const event of going.events) {
      if (event.kind === "task" && event.progress?.externalId !== undefined) going.abort("too dear");
    }
    const outcome = await within(10_000, going.outcome);
    assert.equal([outcome.phase, outcome.cause], ["ABORTED", "too dear"]);
    const id = { ...place.backend.scope, name: `${name}-remote-forever-0` };
    const remote = await within(10_000, watch(place.backend, id));
    assert.equal([remote.phase, remote.abortCause], ["ABORTED", "too dear"]);
  });

  contract("an abort over there aborts the run here", async () => {
    const name = unique("gone");
    const onEvent = async (event: Event) => {
      if (event.kind !== "task" || event.progress?.externalId === undefined) return;
      await terminate(place.backend, { ...place.backend.scope, name: `${name}-remote-forever-0` }, "by hand");
    };
    const going = run(Endless, { label: "x" }, { backend: place.backend, name, onEvent });
    const aborted = await rejects(within(10_000, going), "RUN_ABORTED");
    assert.match(aborted.message, "by hand");
    assert.is((aborted.cause as TaskError).code, "EXECUTION_ABORTED");
  });

  contract("an unknown launch plan is refused with those near it", async () => {
    const error = await rejects(run(Lost, { n: 1 }, { backend: place.backend }), "BACKEND_ENTITY_UNKNOWN");
    assert.match(error.message, "near it: remote.scale");
  });

  contract("a step that does not fit is refused before anything starts", async () => {
    const error = await rejects(run(Unfit, {}, { backend: place.backend }), "STEP_REMOTE_INTERFACE_DIFFERS");
    assert.match(error.message, "it needs the input n, int");
    assert.match(error.message, "its output answer is int, here it is string");
    assert.match(error.message, "it gives no output rest");
  });

  contract("a wrong project is named", async () => {
    const elsewhere = { ...place.backend, scope: { project: "nope", domain: "development" } };
    await rejects(run(Sensed, { n: 1 }, { backend: elsewhere }), "BACKEND_PLACE_UNKNOWN");
  });

  contract("registering twice is registering once", async () => {
    const { dag } = compile(Scale);
    const at = { ...place.backend.scope, version: versionOf(dag) };
    await register(place.backend, dag, at);
    await register(place.backend, dag, at);
    const other = compile(Loud).dag;
    const clash = register(place.backend, { ...other, ref: dag.ref }, at);
    await rejects(clash, "BACKEND_ENTITY_DIFFERS");
  });

  contract("a name is started once", async () => {
    const inputs = { n: { kind: "int", value: "3" } } as const;
    const plan = {
      kind: "launchPlan",
      ref: { name: "remote.scale" },
      name: unique("once"),
    } as const;
    const first = await launch(place.backend, { ...plan, inputs });
    assert.equal(await launch(place.backend, { ...plan, inputs }), first);
    const outcome = await within(10_000, watch(place.backend, first));
    assert.equal(outcome.outputs, { answer: { kind: "int", value: "6" } });
    assert.equal(await inputsOf(place.backend, first), { n: inputs.n, by: { kind: "int", value: "2" } });
    const changed = launch(place.backend, { ...plan, inputs: { n: { kind: "int", value: "4" } } });
    await rejects(changed, "BACKEND_EXECUTION_DIFFERS");
  });

  contract.run();
}

// Somebody else's backend remembers the executions of earlier runs.
function unique(start: string): string {
  return `${start}-${randomUUID().slice(0, 8)}`;
}

const expectedOrder = [
  "run RUNNING",
  "remote-scale QUEUED",
  "remote-scale RUNNING",
  "remote-scale SUCCEEDED",
  "next QUEUED",
  "next RUNNING",
  "next SUCCEEDED",
  "remote-multiply QUEUED",
  "remote-multiply RUNNING",
  "remote-multiply SUCCEEDED",
  "run SUCCEEDING",
  "run SUCCEEDED",
];
