import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Bindings,
  emulated,
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
import type { Backend } from "../../../../lib/client/index.js";
import type { Clock } from "../../../../lib/engine/index.js";
import { openJournal } from "../../../../lib/journal/index.js";
import { schema } from "../../../../lib/journal/ledger/schema.js";
import { openDatabase } from "../../../../lib/sqlite/index.js";
import { type Child, startChild } from "../../../support/child.js";
import { assertSound } from "../../../support/crash.js";
import { rejects, within } from "../../../support/expect.js";
import { status } from "../../../support/fake-admin.js";
import { executionsOf } from "../../../chaos/executions-of.js";

const limits = suite("dsl/run/kept/limits");

class N {
  @Field(Int) n!: number;
}

class Texts {
  @Field([String]) texts!: string[];
}

const ran: string[] = [];

@Task({ inputs: N, outputs: N })
class Step {
  run({ n }: N): N {
    ran.push(`step ${n}`);
    return { n: n + 1 };
  }
}

@Task({ inputs: N, outputs: Texts })
class Write {
  run({ n }: N): Texts {
    return { texts: Array.from({ length: n }, (_, index) => `${index}`.padEnd(50_000, "x")) };
  }
}

@Task({ inputs: Texts, outputs: N })
class Count {
  run({ texts }: Texts): N {
    return { n: texts.join("").length };
  }
}

@Pipeline({ name: "two", inputs: N, outputs: N })
class Two {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Step, { n: flow.step(Step, { n }, { name: "first" }).n }, { name: "second" });
  }
}

@Pipeline({ name: "large", inputs: N, outputs: N })
class Large {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Count, { texts: flow.step(Write, { n }).texts });
  }
}

@FlyteStep({ launchPlan: "two", inputs: N, outputs: N })
class There extends Remote<N, N> {}

@Pipeline({ name: "away", inputs: N, outputs: N })
class Away {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(There, { n });
  }
}

let state = "";
limits.before.each(() => {
  state = mkdtempSync(join(tmpdir(), "flytepath-limits-"));
  ran.length = 0;
});
limits.after.each(() => rmSync(state, { recursive: true, force: true }));

const said = ({ told }: Child, wanted: string) => told.filter(([word]) => word === wanted).map(([, what]) => what);

limits(
  "a disk that takes no more ends the process's part of a run, and the next one goes on with all that was kept",
  async () => {
    const module = new URL("./processes-worker.js", import.meta.url).href;
    const first = startChild(module, ["many", state], { fileLimit: 160 });
    const [, code, message] = await within(60_000, first.hear("failed"));
    assert.match(String(code), /^STATE_(DISK_FULL|UNWRITABLE)$/, String(message));
    const kept = said(first, "kept");
    assert.ok(kept.length > 0 && kept.length < 400, `${kept.length} steps were kept`);
    const second = startChild(module, ["many", state]);
    assert.equal(await within(60_000, second.hear("done")), ["done", 400]);
    // What was shown as kept is not run again; the step that was under way may be.
    const again = said(second, "body").filter((body) => said(first, "body").includes(body));
    assert.ok(again.length <= 1, `${again.join(", ")} ran again`);
    assert.is(
      said(second, "body").find((body) => kept.includes(`s${body}`)),
      undefined,
    );
  },
);

limits("what is damaged inside a sound file is told by what it was of, and nothing runs", async () => {
  await run(Two, { n: 1 }, { runId: "r", state });
  const file = join(state, "journal.db");
  const open = openDatabase(file, { schema });
  open.exec("UPDATE runs SET phase = 'RUNNING', outcome = NULL; UPDATE batches SET events = substr(events, 1, 40)");
  open.close();
  ran.length = 0;
  const error = await rejects(run(Two, { n: 1 }, { runId: "r", state }), "JOURNAL_TEXT_DAMAGED");
  assert.match(error.message, "the history of a run");
  assert.equal(ran, []);
  // Whoever puts the journal back finds the run as it was, held by nobody.
  await using journal = openJournal(state);
  assert.is(journal.find("r")?.standing, "interrupted");
});

limits("a clock that steps back between and during the goes of a run confuses nobody", async () => {
  let now = 1_800_000_000_000;
  const clock: Clock = {
    now: () => {
      now -= 60_000;
      return now;
    },
    sleep: () => Promise.resolve(),
  };
  const going = start(Two, { n: 1 }, { runId: "r", state, clock });
  for await (const event of going.events) if (event.kind === "task" && event.phase === "SUCCEEDED") break;
  assert.is((await going.outcome).phase, "SUCCEEDED");
  await using journal = openJournal(state);
  assertSound(await journal.events("r"), "a clock that steps back");
  assert.is(journal.find("r")?.standing, "ended");
  assert.is((await run(Two, { n: 1 }, { runId: "r", state, clock })).n, 3);
  assert.equal(ran, ["step 1", "step 2"]);
});

limits("a large value is kept once, beside the journal, and histories are read without it", async () => {
  assert.is((await run(Large, { n: 40 }, { runId: "r", state })).n, 2_000_000);
  assert.ok(readFileSync(join(state, "journal.db")).length < 400_000);
  await using journal = openJournal(state);
  const values = (events: Awaited<ReturnType<typeof journal.events>>) =>
    events
      .flatMap((event) => (event.kind === "node" ? [event.outputs?.texts, event.inputs?.texts] : []))
      .filter(Boolean);
  assert.is(values(await journal.events("r")).length, 2);
  assert.is(values(await journal.events("r", { large: "left out" })).length, 0);
});

// Two calls of three find nobody there; those of them that come through do so with and without their answer.
function flapping(backend: Backend): { readonly backend: Backend; readonly calls: () => number } {
  let calls = 0;
  const { transport } = backend;
  const flap: Backend["transport"] = {
    stream: transport.stream.bind(transport),
    async unary(...call) {
      calls += 1;
      if (calls % 3 === 1) throw status("Unavailable", "nobody is there");
      const reply = await transport.unary(...call);
      if (calls % 3 === 2) throw status("Unavailable", "the answer was lost");
      return reply;
    },
  };
  return { backend: { ...backend, transport: flap }, calls: () => calls };
}

limits("an endpoint that comes and goes costs time: what runs there is started once and brought home", async () => {
  const real = emulated({ pipelines: [Two], sample: false });
  const { backend, calls } = flapping(real);
  // Waiting between tries takes no time.
  const clock: Clock = { now: () => Date.now(), sleep: () => new Promise((go) => setImmediate(go)) };
  assert.is((await within(60_000, run(Away, { n: 1 }, { runId: "r", state, backend, clock }))).n, 3);
  assert.ok(calls() > 6, `${calls()} calls`);
  assert.equal(await executionsOf(real), ["r-there SUCCEEDED"]);
  await real[Symbol.asyncDispose]();
});

limits.run();
