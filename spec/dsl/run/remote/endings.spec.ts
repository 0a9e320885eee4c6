import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Bindings, type Flow, Pipeline, type Refs, start } from "../../../../dsl/index.js";
import { createEndings } from "../../../../dsl/run/remote/endings.js";
import { type Backend, watch } from "../../../../lib/client/index.js";
import { openJournal } from "../../../../lib/journal/index.js";
import { within } from "../../../support/expect.js";
import { fakeBackend, status } from "../../../support/fake-admin.js";
import { skippingClock } from "../../../support/skipping-clock.js";
import { places } from "../cancel/places.js";
import { Done, Mark, OnFlyte } from "../cancel/work.js";

const endings = suite("dsl/run/remote/endings");

const id = { project: "p", domain: "d", name: "x" } as const;

@Pipeline({ name: "ending", inputs: Mark, outputs: Done })
class Waiting {
  compose({ mark }: Refs<Mark>, flow: Flow): Bindings<Done> {
    return flow.step(OnFlyte, { mark }, { name: "work" });
  }
}

// The same Flyte, whose network takes nothing that ends an execution.
function deaf(backend: Backend): Backend {
  const { transport } = backend;
  return {
    ...backend,
    transport: {
      stream: transport.stream.bind(transport),
      async unary(...call) {
        if (call[0].name === "TerminateExecution") throw status("Unavailable", "the cable is cut");
        return await transport.unary(...call);
      },
    },
  };
}

endings("an end that Flyte could not be told is kept with the run, and told when the run is opened again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-owed-"));
  const place = await places["in memory"]!();
  const options = { state: join(folder, "state"), runId: "r" };
  const inputs = { mark: join(folder, "mark") };
  const run = start(Waiting, inputs, { ...options, backend: deaf(place.backend) });
  for await (const event of run.events) if (event.kind === "task" && event.progress?.externalId !== undefined) break;
  run.abort("too dear");
  assert.is((await within(20_000, run.outcome)).phase, "ABORTED");
  const owed = () => {
    const journal = openJournal(options.state);
    const found = journal.find("r")?.owed ?? [];
    void journal[Symbol.asyncDispose]();
    return found.map(({ place: where, execution, cause }) => [where, execution, cause]);
  };
  const execution = "flytesnacks/development/r-work-0";
  assert.equal(owed(), [["", execution, "too dear"]]);
  assert.match(run.owed()[0]?.why ?? "", "the cable is cut");

  const again = await within(20_000, start(Waiting, inputs, { ...options, backend: place.backend }).outcome);
  assert.equal([again.phase, again.cause], ["ABORTED", "too dear"]);
  assert.equal(owed(), []);
  const end = await watch(place.backend, { project: "flytesnacks", domain: "development", name: "r-work-0" });
  assert.equal([end.phase, end.abortCause], ["ABORTED", "too dear"]);
  await place.close();
  rmSync(folder, { recursive: true });
});

endings("an end is noted before it is told, and a name that Flyte does not know is owed nothing", async () => {
  const notes: string[] = [];
  const { clock } = skippingClock();
  const backend = fakeBackend({
    terminateExecution() {
      notes.push("told");
      throw status("NotFound", "nothing of that name");
    },
  });
  const made = createEndings(clock);
  made.keepIn({
    owe: ({ execution }) => void notes.push(`owe ${execution}`),
    settle: ({ execution }) => void notes.push(`settle ${execution}`),
  });
  await made.end({ backend, connection: undefined, id, cause: "no more" });
  assert.equal(notes, ["owe p/d/x", "told", "settle p/d/x"]);
  assert.ok(made.asked(backend, id));
  assert.equal(made.left(), []);
});

endings("a journal that cannot be written keeps nobody from ending an execution", async () => {
  const causes: string[] = [];
  const backend = fakeBackend({
    terminateExecution({ cause }) {
      causes.push(cause);
      throw status("FailedPrecondition", "it has ended");
    },
  });
  const made = createEndings(undefined);
  const full = () => {
    throw new Error("the disk is full");
  };
  made.keepIn({ owe: full, settle: full });
  await made.end({ backend, connection: undefined, id, cause: "no more" });
  assert.equal(causes, ["no more"]);
});

endings.run();
