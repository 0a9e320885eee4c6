import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Bindings,
  type Flow,
  FlyteSensor,
  type Nothing,
  Pipeline,
  type Refs,
  type Run,
  start,
} from "../../../dsl/index.js";
import { type Backend, type ExecutionId, terminate, watch } from "../../../lib/client/index.js";
import type { Event, RunOutcome } from "../../../lib/engine/index.js";
import { TaskError } from "../../../lib/errors/index.js";
import { openJournal } from "../../../lib/journal/index.js";
import { within } from "../../support/expect.js";
import { type LeapingClock, leapingClock } from "./cancel/leaping-clock.js";
import { type HeldUp, heldUp, type Place, places } from "./cancel/places.js";
import { Here, InProcess, InThread, Mark, OnFlyte, Retried, Shell, Sibling, StartedThere } from "./cancel/work.js";

// Who stops a run, what it is doing, and where its executions are: each cell runs once, stops as the row says, and must leave
// nothing running, here or there.

const matrix = suite("dsl/run/cancel-matrix");

type InFlight = keyof typeof works;

/** What is going on when the stop comes. */
const works = {
  "a task in this thread": { compose: (mark: Refs<Mark>["mark"], flow: Flow) => void flow.step(Here, { mark }, named) },
  "a thread": { compose: (mark: Refs<Mark>["mark"], flow: Flow) => void flow.step(InThread, { mark }, named) },
  "a process with grandchildren": {
    compose: (mark: Refs<Mark>["mark"], flow: Flow) => void flow.step(InProcess, { mark }, named),
  },
  "a command with grandchildren": {
    compose: (mark: Refs<Mark>["mark"], flow: Flow) => void flow.step(Shell, { mark }, named),
  },
  "a retry's wait": { compose: (mark: Refs<Mark>["mark"], flow: Flow) => void flow.step(Retried, { mark }, named) },
  "a sleep": { compose: (_: unknown, flow: Flow) => void flow.sleep("10h", named) },
  "a gate": { compose: (_: unknown, flow: Flow) => void flow.approve("work") },
  "a start that is on its way": {
    compose: (mark: Refs<Mark>["mark"], flow: Flow) => void flow.step(OnFlyte, { mark }, named),
    heldUp: "request" as HeldUp,
    remote: true,
  },
  "a start whose reply is on its way": {
    compose: (mark: Refs<Mark>["mark"], flow: Flow) => void flow.step(OnFlyte, { mark }, named),
    heldUp: "reply" as HeldUp,
    remote: true,
    there: true,
  },
  "an execution that is waited for": {
    compose: (mark: Refs<Mark>["mark"], flow: Flow) => void flow.step(OnFlyte, { mark }, named),
    remote: true,
    there: true,
  },
  "a sensor of an execution of the run": {
    compose(mark: Refs<Mark>["mark"], flow: Flow) {
      const { executionName } = flow.step(StartedThere, { mark });
      flow.step(FlyteSensor, { executionName }, named);
    },
    remote: true,
    there: true,
  },
  "an execution that nobody waits for": {
    compose(mark: Refs<Mark>["mark"], flow: Flow) {
      const started = flow.step(StartedThere, { mark });
      flow.step(Here, { mark }, { ...named, after: [started] });
    },
    remote: true,
  },
} as const;

const named = { name: "work" } as const;

interface Cell {
  readonly run: Run;
  readonly mark: string;
  readonly state: string;
  readonly backend: Backend;
  readonly clock: LeapingClock;
  readonly signal: AbortController;
}

/** Who stops, and what the run must come to. */
interface Stopper {
  stop(cell: Cell): void | Promise<void>;
  readonly phase: RunOutcome["phase"];
  /** Told here as the cause, and there with the execution's end; absent where the end came from there. */
  readonly cause?: RegExp;
  /** Whether the end comes from Flyte, where the work must be already. */
  readonly there?: true;
}

const stoppers: Readonly<Record<string, Stopper>> = {
  "an AbortSignal": {
    stop: ({ signal }) => signal.abort(new Error("the user left")),
    phase: "ABORTED",
    cause: /^the user left$/,
  },
  "abort()": { stop: ({ run }) => run.abort("not needed"), phase: "ABORTED", cause: /^not needed$/ },
  "another process": {
    async stop({ state, run }) {
      await using journal = openJournal(state);
      journal.requestAbort(run.name, "too dear");
    },
    phase: "ABORTED",
    cause: /^too dear$/,
  },
  "the run's timeout": {
    stop: ({ clock }) => clock.leap(5 * 3_600_000),
    phase: "TIMED_OUT",
    cause: /^the run took longer than/,
  },
  "a sibling that fails": {
    stop: ({ mark }) => writeFileSync(`${mark}.sibling`, ""),
    phase: "FAILED",
    cause: /the sibling broke|sibling/,
  },
  "an abort on Flyte": {
    there: true,
    async stop({ backend, run }) {
      await terminate(backend, await executionOf(run), "cleaning up");
    },
    phase: "ABORTED",
  },
  "a failure on Flyte": { there: true, stop: ({ mark }) => writeFileSync(`${mark}.fail`, ""), phase: "FAILED" },
};

async function cellOf(place: Place, who: Stopper, what: InFlight): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-cancel-"));
  const mark = join(folder, "mark");
  const state = join(folder, "state");
  const work = { heldUp: undefined, remote: false, there: false, ...works[what] };
  @Pipeline({ name: "matrix", inputs: Mark, runTimeout: "5h" })
  class Matrix {
    compose({ mark: file }: Refs<Mark>, flow: Flow): Bindings<Nothing> {
      flow.step(Sibling, { mark: file });
      work.compose(file, flow);
      return {};
    }
  }
  const slow = work.heldUp === undefined ? undefined : heldUp(place.backend, work.heldUp);
  const signal = new AbortController();
  const clock = leapingClock();
  const options = { state, clock, signal: signal.signal, backend: slow?.backend ?? place.backend };
  const run = start(Matrix, { mark }, options);
  const seen: Event[] = [];
  const reading = (async () => {
    for await (const event of run.events) seen.push(event);
  })();
  try {
    await within(30_000, isUnderWay(what, { mark, seen, held: slow?.held }));
    await who.stop({ run, mark, state, backend: place.backend, clock, signal });
    if (slow !== undefined) {
      if (who.there === undefined) await until(() => seen.some(isStopping));
      else await until(() => true);
      slow.letGo();
    }
    const outcome = await within(30_000, run.outcome);
    await reading;
    assert.is(outcome.phase, who.phase, JSON.stringify(outcome));
    await checkHere(outcome, who, { seen, mark });
    if (work.remote) await checkThere(place.backend, run, who);
    assert.equal(run.owed(), []);
  } finally {
    signal.abort();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkHere(
  outcome: RunOutcome,
  { cause, phase, there }: Stopper,
  { seen, mark }: { readonly seen: readonly Event[]; readonly mark: string },
): Promise<void> {
  const last = seen.findLast((event) => event.kind === "node" && event.node === "work");
  if (there === undefined) assert.is(last?.phase, "ABORTED");
  if (phase === "ABORTED" && cause !== undefined) assert.match(outcome.cause ?? "", cause);
  if (there !== undefined && phase === "ABORTED") {
    assert.match(
      outcome.cause ?? "",
      /^execution flytesnacks\/development\/\S+ was aborted on Flyte's side: cleaning up$/,
    );
  }
  if (there !== undefined && phase === "FAILED") {
    const thrown = outcome.error?.thrown;
    assert.instance(thrown, TaskError);
    assert.is((thrown as TaskError).code, "EXECUTION_FAILED");
    const inner = (thrown as TaskError).cause;
    assert.instance(inner, TaskError);
    const { node, attempt, origin, plainMessage } = inner as TaskError;
    assert.equal([node, attempt, origin], ["there", 0, "user"]);
    assert.match(plainMessage, "boom");
  }
  for (const pid of pidsIn(mark))
    await within(
      5_000,
      until(() => isGone(pid)),
    );
}

async function checkThere(backend: Backend, run: Run, { cause, phase, there }: Stopper): Promise<void> {
  const end = await within(10_000, watch(backend, await executionOf(run)));
  assert.is(end.phase, there !== undefined && phase === "FAILED" ? "FAILED" : "ABORTED");
  if (cause !== undefined) assert.match(end.abortCause ?? "", cause);
}

async function executionOf(run: Run): Promise<ExecutionId> {
  for await (const event of run.events) {
    if (event.kind !== "task" || event.progress?.claims === undefined) continue;
    const [project = "", domain = "", name = ""] = event.progress.claims.split("/");
    return { project, domain, name };
  }
  throw new Error("nothing was started");
}

interface Signs {
  readonly mark: string;
  readonly seen: readonly Event[];
  readonly held: Promise<void> | undefined;
}

async function isUnderWay(what: InFlight, { mark, seen, held }: Signs): Promise<void> {
  const told = (kind: string, node: string, phase: string) =>
    until(() =>
      seen.some((event) => event.kind === kind && "node" in event && event.node === node && event.phase === phase),
    );
  if (held !== undefined) return await held;
  if (what === "a sleep" || what === "a gate") return await told("node", "work", "RUNNING");
  if (what === "a retry's wait") return await told("task", "work", "FAILED");
  await until(() => existsSync(mark));
  await told("task", "work", "RUNNING");
}

function isStopping({ kind, phase }: Event): boolean {
  return kind === "run" && (phase === "ABORTING" || phase === "FAILING");
}

async function until(is: () => boolean): Promise<void> {
  do await pause(10);
  while (!is());
}

function pidsIn(mark: string): readonly number[] {
  if (!existsSync(`${mark}.pid`)) return [];
  return readFileSync(`${mark}.pid`, "utf8").trim().split(/\s+/).map(Number);
}

// One that has ended may lie in the table of processes until somebody asks for its exit code.
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return / [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/\(.*\)/, ""));
  } catch {
    return true;
  }
}

interface Planned {
  readonly name: string;
  readonly ended: Promise<void>;
  run(): Promise<void>;
}

const planned: Planned[] = [];
for (const [where, open] of Object.entries(places)) {
  for (const [what, work] of Object.entries(works)) {
    // What never leaves this process is the same wherever Flyte is.
    if (where !== "in memory" && !("remote" in work)) continue;
    for (const [who, stopper] of Object.entries(stoppers)) {
      if (stopper.there !== undefined && !("there" in work)) continue;
      planned.push(
        plan(`${who} stops ${what}, ${where}`, async () => {
          const place = await open();
          try {
            await cellOf(place, stopper, what as InFlight);
          } finally {
            await place.close();
          }
        }),
      );
    }
  }
}

function plan(name: string, cell: () => Promise<void>): Planned {
  let [resolve, reject] = [() => {}, (_: unknown) => {}];
  const ended = new Promise<void>((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  ended.catch(() => {});
  return { name, ended, run: () => cell().then(resolve, reject) };
}

// Most of a cell is waiting for what has been told to end.
async function runAll(lanes: number): Promise<void> {
  const left = [...planned];
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await next.run();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

for (const { name, ended } of planned) matrix(name, () => ended);

void runAll(12);
matrix.run();
