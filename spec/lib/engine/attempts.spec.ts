import { suite } from "uvu";
import * as assert from "uvu/assert";
import { BackendError, FlytepathError, TaskError, ValidationError } from "../../../lib/errors/index.js";
import { within } from "../../support/expect.js";
import { fakeClock } from "../../support/fake-clock.js";
import { type Body, play } from "../../support/fake-runner.js";
import { graph } from "../../support/graph.js";

const attempts = suite("lib/engine/attempts");

// Hangs until its signal fires, and keeps the reason.
function hanging(reasons: unknown[] = []): Body {
  return (_, { signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        reasons.push(signal.reason);
        reject(signal.reason);
      });
    });
}

// Fails with each of these, then gives 1.
function failing(...failures: readonly unknown[]): Body {
  return (_, { attempt }) => {
    if (attempt < failures.length) throw failures[attempt];
    return 1;
  };
}

const systemFailure = () => new TaskError("the node went away", { code: "Interrupted", origin: "system" });

attempts("a failed attempt is tried again until the retries are used up", async () => {
  const dag = graph({ nodes: { n0: { retries: 2 } } });
  const ran = await play(dag, { n0: failing(new Error("one"), new Error("two")) });
  assert.is(ran.phase, "SUCCEEDED");
  assert.equal(ran.story.slice(1, -2), [
    "n0 QUEUED",
    "n0#0 QUEUED",
    "n0 RUNNING",
    "n0#0 RUNNING",
    "n0#0 FAILED",
    "n0#1 QUEUED",
    "n0#1 RUNNING",
    "n0#1 FAILED",
    "n0#2 QUEUED",
    "n0#2 RUNNING",
    "n0#2 SUCCEEDED",
    "n0 SUCCEEDED",
  ]);
});

attempts("used-up retries are told in Flyte's words", async () => {
  const dag = graph({ nodes: { n0: { retries: 1 } } });
  const { error } = await play(dag, { n0: failing(new Error("one"), new Error("two")) });
  assert.is(error?.code, "RetriesExhausted|USER:Error");
  assert.is(error?.message, "[2/2] currentAttempt done. Last Error: USER::two");
  assert.is(error?.kind, "USER");
});

attempts("without retries a failure keeps its own code, unless the task came over the wire", async () => {
  const own = await play(graph({ nodes: { n0: [] } }), { n0: failing(new Error("one")) });
  assert.is(own.error?.code, "USER:Error");
  const foreign = graph({ nodes: { n0: [] }, tasks: { n0: { type: "python-task" } } });
  const ran = await play(foreign, { n0: failing(new TaskError("one", { code: "USER:Recoverable" })) });
  assert.is(ran.error?.code, "RetriesExhausted|USER:Recoverable");
});

attempts("the retries of the node take the place of the task's", async () => {
  const dag = graph({ nodes: { n0: { retries: 0 } }, tasks: { n0: { retries: 5 } } });
  assert.is((await play(dag, { n0: failing(new Error("one")) })).phase, "FAILED");
});

attempts("failures of the system have a budget of their own", async () => {
  const dag = graph({ nodes: { n0: { retries: 0 } } });
  const clock = fakeClock();
  const { error, story } = await clock.until(
    play(dag, { n0: failing(systemFailure(), systemFailure(), systemFailure(), systemFailure()) }, { clock }),
  );
  assert.is(error?.code, "RetriesExhausted|Interrupted");
  assert.is(error?.message, "[3/3] currentAttempt done. Last Error: SYSTEM::the node went away");
  assert.is(error?.kind, "USER");
  assert.ok(story.includes("n0#3 FAILED"));
});

attempts("failures of the system do not use up the user's retries", async () => {
  const dag = graph({ nodes: { n0: { retries: 1 } } });
  const clock = fakeClock();
  const ran = await clock.until(
    play(dag, { n0: failing(systemFailure(), systemFailure(), new Error("one")) }, { clock }),
  );
  assert.is(ran.phase, "SUCCEEDED");
});

attempts("what no retry can help is not tried again", async () => {
  const dag = graph({ nodes: { n0: { retries: 3 } } });
  for (const thrown of [
    new ValidationError("no", { code: "VALUE_RULE_BROKEN" }),
    new TaskError("no", { code: "NO", retryable: false }),
    new BackendError("no", { code: "NO", grpcCode: "NOT_FOUND" }),
    new BackendError("a page", { code: "BACKEND_NOT_FLYTE", grpcCode: "UNKNOWN" }),
  ]) {
    const { error, story } = await play(dag, { n0: failing(thrown) });
    assert.is(error?.code, thrown.code);
    assert.is(error?.thrown, thrown);
    assert.not.ok(story.includes("n0#1 QUEUED"));
  }
});

attempts("a backend that cannot be reached is the system's failure", async () => {
  const clock = fakeClock();
  const dag = graph({ nodes: { n0: [] } });
  const unreachable = new BackendError("down", { code: "BACKEND_UNREACHABLE", grpcCode: "UNAVAILABLE" });
  const ran = await clock.until(play(dag, { n0: failing(unreachable, unreachable) }, { clock }));
  assert.is(ran.phase, "SUCCEEDED");
});

attempts("what is no error at all is reported as what it is", async () => {
  const { error } = await play(graph({ nodes: { n0: [] } }), { n0: failing(42) });
  assert.is(error?.code, "TASK_THREW_NO_ERROR");
  assert.match(error?.message ?? "", /threw 42/);
});

attempts("waits between attempts grow by the factor up to the most, less what chance takes", async () => {
  const backoff = { initial: "1s", factor: 3, max: "5s", jitter: 0.5 };
  const dag = graph({ nodes: { n0: { retries: 3, backoff } } });
  const clock = fakeClock();
  const n0 = failing(new Error("1"), new Error("2"), new Error("3"));
  const ran = await clock.until(play(dag, { n0 }, { clock, random: () => 0.5 }));
  const waits = ran.events.flatMap((event) =>
    event.kind === "task" && event.retryIn !== undefined ? [event.retryIn] : [],
  );
  assert.equal(waits, [750, 2250, 3750]);
  assert.is(clock.now(), 6750);
});

attempts("an attempt that takes too long is told why, aborted and tried again", async () => {
  const reasons: unknown[] = [];
  const dag = graph({ nodes: { n0: { retries: 1, timeout: "90s" } } });
  const clock = fakeClock();
  const ran = await clock.until(play(dag, { n0: hanging(reasons) }, { clock }));
  assert.is(ran.phase, "FAILED");
  assert.is(ran.error?.code, "RetriesExhausted|TimeoutExpired");
  assert.match(ran.error?.message ?? "", /task execution timeout \[1m30s\] expired/);
  assert.equal(
    reasons.map((reason) => FlytepathError.is(reason) && reason.code),
    ["TASK_TIMED_OUT", "TASK_TIMED_OUT"],
  );
  assert.ok(ran.story.includes("n0#0 ABORTED") && ran.story.includes("n0#1 ABORTED"));
  assert.is(clock.now(), 180_000);
});

attempts("a task that ignores its signal is left behind after the grace period", async () => {
  const dag = graph({ nodes: { n0: { timeout: "1s" } } });
  const clock = fakeClock();
  const ran = await within(2000, clock.until(play(dag, { n0: () => new Promise(() => {}) }, { clock, grace: 500 })));
  assert.is(ran.error?.code, "TimeoutExpired");
  assert.is(clock.now(), 1500);
});

attempts("what an abandoned task still throws goes nowhere", async () => {
  const dag = graph({ nodes: { n0: { timeout: "1s" } } });
  const clock = fakeClock();
  let late = () => {};
  const n0 = () =>
    new Promise((_, reject) => {
      late = () => reject(new Error("too late"));
    });
  await clock.until(play(dag, { n0 }, { clock, grace: 0 }));
  late();
  await clock.advance(0);
});

attempts("the run's timeout ends all steps, and the run is timed out", async () => {
  const reasons: unknown[] = [];
  const dag = graph({ nodes: { n0: [], n1: ["n0"] }, plan: { runTimeout: "3600s" } });
  const clock = fakeClock();
  const ran = await clock.until(play(dag, { n0: hanging(reasons) }, { clock }));
  assert.is(ran.phase, "TIMED_OUT");
  assert.match(ran.error?.message ?? "", /1h0m0s/);
  assert.ok(FlytepathError.is(reasons[0]) && reasons[0].code === "RUN_TIMED_OUT");
  assert.equal(ran.story.slice(-4), ["run FAILING", "n0#0 ABORTED", "n0 ABORTED", "run TIMED_OUT"]);
});

attempts("a sibling's failure is the reason that a stopped step sees", async () => {
  const reasons: unknown[] = [];
  const dag = graph({ nodes: { n0: [], bad: [] } });
  await play(dag, { n0: hanging(reasons), bad: failing(new Error("it broke")) });
  assert.ok(FlytepathError.is(reasons[0]) && reasons[0].code === "NODE_ABORTED");
});

attempts("an abort during the wait for the next attempt ends it", async () => {
  const controller = new AbortController();
  const dag = graph({ nodes: { n0: { retries: 1, backoff: { initial: "60s" } } } });
  const clock = fakeClock();
  const running = play(dag, { n0: failing(new Error("one")) }, { clock, signal: controller.signal });
  await clock.advance(1000);
  controller.abort(new Error("enough"));
  const ran = await within(2000, running);
  assert.equal({ phase: ran.phase, cause: ran.cause }, { phase: "ABORTED", cause: "enough" });
  assert.is(clock.now(), 1000);
});

attempts("the last attempt knows that it is the last", async () => {
  const seen: boolean[] = [];
  const dag = graph({ nodes: { n0: { retries: 1 } } });
  await play(dag, {
    n0(_, { last }) {
      seen.push(last);
      throw new Error("no");
    },
  });
  assert.equal(seen, [false, true]);
});

attempts.run();
