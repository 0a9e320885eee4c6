import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Dag } from "../../../lib/dag/index.js";
import { type Event, execute, memoryCache, priorOf, type Runner } from "../../../lib/engine/index.js";
import { BackendError, TaskError } from "../../../lib/errors/index.js";
import { assertSound, type Crash, crashed, undisturbed } from "../../support/crash.js";
import { type FakeClock, fakeClock } from "../../support/fake-clock.js";
import { type Body, fakeRunner, toLine } from "../../support/fake-runner.js";
import { graph, int, promise } from "../../support/graph.js";

const resume = suite("lib/engine/resume-rules");

function steps(bodies: Readonly<Record<string, Body>>): Crash["runner"] {
  return () => fakeRunner(bodies);
}

resume("with a cache, what was under way is not looked up again", async () => {
  const dag = graph({ nodes: { a: [], b: ["a"] }, tasks: { a: { cache: { version: "1" } } } });
  const before = await crashed({ dag, runner: steps({}), options: { cache: memoryCache() } }, 5, fakeClock());
  assert.is(toLine(before.at(-1)!), "a#0 RUNNING");
  const cache = memoryCache();
  const other = await execute(dag, {}, { run: "other", runner: fakeRunner(), cache });
  assert.is(other.phase, "SUCCEEDED");
  const story: string[] = [];
  const onEvent = (event: Event) => void story.push(toLine(event));
  await execute(dag, {}, { run: "run", runner: fakeRunner(), cache, prior: priorOf(before), onEvent });
  assert.equal(story.slice(0, 3), ["a#0 ABORTED", "a#1 QUEUED", "a#1 RUNNING"]);
});

resume("what was under way and has been made elsewhere meanwhile is taken from there", async () => {
  const tasks = { a: { cache: { version: "1", serialize: true } } };
  const dag = graph({ nodes: { a: [], b: ["a"] }, tasks });
  const shared = memoryCache();
  // Of all processes, as a folder's is: whoever reserves may find what another one has made.
  const cache = { ...shared, reserve: async () => ({ waited: true, release() {} }) };
  const before = await crashed({ dag, runner: steps({}), options: { cache: memoryCache() } }, 5, fakeClock());
  const other = await execute(dag, {}, { run: "other", runner: fakeRunner(), cache });
  assert.is(other.phase, "SUCCEEDED");
  const events: Event[] = [];
  const runner = fakeRunner({
    a: () => {
      throw new Error("it runs again");
    },
  });
  const onEvent = (event: Event) => void events.push(event);
  const ended = await execute(dag, {}, { run: "run", runner, cache, prior: priorOf(before), onEvent });
  assert.is(ended.phase, "SUCCEEDED", ended.error?.message);
  assert.equal(events.slice(0, 2).map(toLine), ["a#0 ABORTED", "a SUCCEEDED"]);
  assertSound([...before, ...events], "made elsewhere");
});

interface Timed {
  readonly dag: Dag;
  readonly kept: number;
  /** Seconds between the crash and the second go. */
  readonly pause: number;
  readonly bodies?: Readonly<Record<string, Body>>;
}

async function secondGo({ dag, kept, pause, bodies = {} }: Timed, more: Partial<Runner> = {}) {
  const clock = fakeClock(1_000_000);
  const runner = fakeRunner(bodies, more);
  const before = await crashed({ dag, runner: () => runner }, kept, clock);
  const later: FakeClock = fakeClock(clock.now() + pause * 1000);
  const began = later.now();
  const ended = await later.until(
    execute(dag, {}, { run: "run", runner, clock: later, prior: priorOf(before), onEvent() {} }),
  );
  return { ...ended, took: (later.now() - began) / 1000 };
}

resume("a sleep has slept while nobody ran it", async () => {
  const dag = graph({ nodes: { nap: { target: { kind: "sleep", duration: "600s" } } } });
  assert.is((await secondGo({ dag, kept: 3, pause: 200 })).took, 400);
  assert.is((await secondGo({ dag, kept: 3, pause: 5000 })).took, 0);
});

resume("a clock that was set back makes nobody wait longer than the whole", async () => {
  const dag = graph({ nodes: { nap: { target: { kind: "sleep", duration: "600s" } } } });
  assert.is((await secondGo({ dag, kept: 3, pause: -900 })).took, 600);
});

resume("the wait before a retry and the run's timeout count on", async () => {
  const fails: Body = () => {
    throw new Error("no");
  };
  const dag = graph({ nodes: { a: { retries: 1, backoff: { initial: "300s" } } } });
  const retried = await secondGo({ dag, kept: 6, pause: 100, bodies: { a: fails } });
  assert.is(retried.took, 200);
  assert.is(retried.error?.code, "RetriesExhausted|USER:Error");

  const limited = {
    ...graph({ nodes: { nap: { target: { kind: "sleep", duration: "3600s" } } } }),
    plan: { runTimeout: "600s" },
  };
  const late = await secondGo({ dag: limited, kept: 3, pause: 500 });
  assert.equal([late.phase, late.took], ["TIMED_OUT", 100]);
  const over = await secondGo({ dag: limited, kept: 3, pause: 900 });
  assert.equal([over.phase, over.took], ["TIMED_OUT", 0]);
});

resume("an attempt that goes on with what a lost one began has what is left of its time", async () => {
  const dag = graph({ nodes: { a: { timeout: "600s" } } });
  const seen: unknown[] = [];
  const a: Body = async (_, { report, signal, outside }) => {
    seen.push(outside?.id);
    await report({ externalId: "outside-0" });
    await new Promise((_r, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  const { took, error } = await secondGo({ dag, kept: 6, pause: 100, bodies: { a } });
  assert.equal(seen, [undefined, "outside-0"]);
  assert.equal([took, error?.code], [500, "TimeoutExpired"]);
});

resume("a run that was being aborted is aborted, and what it has outside is ended", async () => {
  const dag = graph({ nodes: { a: [], b: [] } });
  const controller = new AbortController();
  const clock = fakeClock();
  const body: Body = async (_, { report, nodeId }) => {
    await report({ externalId: `outside-${nodeId}` });
    return await new Promise(() => {});
  };
  const options = { signal: controller.signal };
  const runner = fakeRunner({ a: body, b: body });
  void clock.sleep(100, new AbortController().signal).then(() => controller.abort(new Error("enough")));
  const before = await crashed({ dag, runner: () => runner, options }, 12, clock);
  assert.is(before.at(-1)?.phase, "ABORTING");
  const ended: string[] = [];
  const second = await execute(
    dag,
    {},
    {
      run: "run",
      runner: {
        run: () => Promise.reject(new Error("nothing may start")),
        abandon: async (_, { outside }, cause) => void ended.push(`${outside.id}: ${cause}`),
      },
      clock,
      prior: priorOf(before),
      onEvent() {},
    },
  );
  assert.equal([second.phase, second.cause], ["ABORTED", "enough"]);
  assert.equal(ended, ["outside-a: enough", "outside-b: enough"]);
});

resume("a failed sibling ends what an earlier go left in flight, before anything is started", async () => {
  const dag = graph({ nodes: { a: [], b: [] } });
  const whole = await undisturbed({
    dag,
    runner: steps({
      a: (_, { signal }) => new Promise((_r, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      b: () => {
        throw new TaskError("broken", { code: "BROKEN", retryable: false });
      },
    }),
  });
  const at = whole.story.indexOf("b FAILED");
  const started: string[] = [];
  const second = await execute(
    dag,
    {},
    {
      run: "run",
      runner: fakeRunner({ a: () => void started.push("a") }),
      prior: priorOf(whole.events.slice(0, at + 1)),
      onEvent() {},
    },
  );
  assert.equal([second.phase, second.error?.code, started], ["FAILED", "BROKEN", []]);
});

resume("an attempt that is stopped before its body begins ends what it was to go on with", async () => {
  const dag = graph({ nodes: { a: [], b: [] } });
  const runner = fakeRunner({
    a: (_, { signal, report }) => {
      void report({ externalId: "outside" });
      return new Promise((_r, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
    b: async () => {
      await Promise.resolve();
      throw new TaskError("broken", { code: "BROKEN", retryable: false });
    },
  });
  const whole = await undisturbed({ dag, runner: () => runner });
  const ended: string[] = [];
  const story: string[] = [];
  let keep = () => {};
  const kept = new Promise<void>((resolve) => {
    keep = resolve;
  });
  const second = await execute(
    dag,
    {},
    {
      run: "run",
      runner: { ...runner, abandon: async (_, { outside }, cause) => void ended.push(`${outside.id}: ${cause}`) },
      // Only the attempt of `b` has failed, so `a` is begun again before its node is told to have.
      prior: priorOf(whole.events.slice(0, whole.story.indexOf("b#0 FAILED") + 1)),
      onEvent(event) {
        story.push(toLine(event));
        if (toLine(event) === "run FAILING") keep();
        return toLine(event) === "a#1 RUNNING" ? kept : undefined;
      },
    },
  );
  assert.equal([second.phase, second.error?.code], ["FAILED", "BROKEN"], story.join("\n"));
  assert.equal(ended, ["outside: stopped, because b failed"]);
  assert.ok(story.indexOf("a#1 RUNNING") < story.indexOf("a#1 ABORTED"), story.join("\n"));
});

resume("what is lost sight of with no attempt to follow is ended", async () => {
  const ended: string[] = [];
  const runner: Runner = {
    async run(_, __, { report }) {
      await report({ externalId: "outside" });
      throw new BackendError("gone", { code: "BACKEND_UNREACHABLE", grpcCode: "UNAVAILABLE" });
    },
    abandon: async (_, { outside }, cause) => void ended.push(`${outside.id} ${outside.error?.kind}: ${cause}`),
  };
  const outcome = await execute(graph({ nodes: { a: [] } }), {}, { run: "run", runner, systemRetries: 0 });
  assert.is(outcome.phase, "FAILED");
  assert.equal(ended, ["outside SYSTEM: gone"]);
});

resume("another run's successes are recovered, and everything else runs", async () => {
  const dag = graph({ nodes: { a: [], b: ["a"], c: ["b"] }, outputs: { o: promise("c") } });
  const first = await undisturbed({
    dag,
    runner: steps({ b: () => Promise.reject(new TaskError("no", { code: "NO" })) }),
  });
  const ran: string[] = [];
  const story: string[] = [];
  const second = await execute(
    dag,
    {},
    {
      run: "second",
      runner: fakeRunner({ a: () => ran.push("a"), b: () => ran.push("b") + 1, c: () => ran.push("c") + 1 }),
      prior: priorOf(first.events, { recovers: true }),
      onEvent: (event) => void story.push(`${event.seq} ${event.kind} ${event.phase}`),
    },
  );
  assert.equal([second.phase, second.outputs, ran], ["SUCCEEDED", { o: int(3) }, ["b", "c"]]);
  assert.equal(story.slice(0, 2), ["0 run RUNNING", "1 node RECOVERED"]);
});

resume.run();
