import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Dag } from "../../../lib/dag/index.js";
import { type Attempt, memoryCache, type Runner, type TaskOutcome } from "../../../lib/engine/index.js";
import { TaskError, ValidationError } from "../../../lib/errors/index.js";
import { type FakeClock, fakeClock } from "../../support/fake-clock.js";
import { play, type Ran } from "../../support/fake-runner.js";
import { createRandom, type Random } from "../../support/random.js";
import { randomDag } from "../../support/random-dag.js";
import { randomRunner } from "../../support/random-runner.js";

const chaos = suite("lib/engine/chaos");

const strays: unknown[] = [];
process.on("unhandledRejection", (reason) => strays.push(reason));

// Does what bodies do at their worst: fails in every way, takes its time, ignores its signal, answers nonsense.
function wild(dag: Dag, random: Random, clock: FakeClock): Runner {
  const tame = randomRunner(dag);
  const misbehave = async (attempt: Attempt, succeed: () => Promise<TaskOutcome>): Promise<TaskOutcome> => {
    const deeds: readonly (() => Promise<TaskOutcome>)[] = [
      succeed,
      succeed,
      succeed,
      async () => {
        await clock.sleep(random.whole(1, 900) * 1000, attempt.signal);
        return await succeed();
      },
      () => Promise.reject(new Error("it broke")),
      () => Promise.reject(new TaskError("node lost", { code: "Interrupted", origin: "system" })),
      () => Promise.reject(new ValidationError("no", { code: "VALUE_RULE_BROKEN" })),
      () => Promise.reject(undefined),
      () => {
        throw 42;
      },
      () => new Promise(() => {}),
      () => new Promise((_, reject) => attempt.signal.addEventListener("abort", () => reject(attempt.signal.reason))),
      async () => ({ outputs: { nonsense: { kind: "none" } } }),
      async () => null as unknown as TaskOutcome,
      async () => ({ outputs: {}, skipped: true }),
    ];
    attempt.report({ fraction: random.fraction() });
    return await random.pick(deeds)();
  };
  return {
    run: (task, inputs, attempt) => misbehave(attempt, () => tame.run(task, inputs, attempt)),
    launch: (plan, inputs, attempt) => misbehave(attempt, () => tame.launch!(plan, inputs, attempt)),
    awaitSignal: async (signal, attempt) => {
      await clock.sleep(random.whole(0, 4000) * 1000, attempt.signal);
      return await tame.awaitSignal!(signal, attempt);
    },
  };
}

async function run(seed: number): Promise<Ran> {
  const random = createRandom(seed);
  const made = randomDag(seed);
  const plan = { ...made.plan, runTimeout: "100000s" };
  const dag = { ...made, plan };
  const clock = fakeClock();
  const controller = new AbortController();
  if (random.chance(0.3)) {
    void clock.sleep(random.whole(0, 500) * 1000, controller.signal).then(() => controller.abort(new Error("enough")));
  }
  const slow = random.chance(0.5) ? { onEvent: async () => {} } : {};
  const limits = random.chance(0.5) ? { concurrency: random.whole(1, 3), pools: { database: 1 } } : {};
  return await clock.until(
    play(
      dag,
      {},
      {
        clock,
        runner: wild(dag, random, clock),
        random: () => 0.5,
        cache: memoryCache(),
        signal: controller.signal,
        ...slow,
        ...limits,
      },
    ),
  );
}

function judge({ events, phase, story }: Ran, seed: number): void {
  const says = `seed ${seed}: ${phase}\n${story.join("\n")}`;
  assert.equal(
    events.map(({ seq }) => seq),
    [...events.keys()],
    says,
  );
  assert.is(events.at(-1)?.phase, phase, says);
  const nodes = new Map<string, string>();
  for (const event of events) {
    if (event.kind === "node") nodes.set(event.node, `${nodes.get(event.node) ?? ""} ${event.phase}`);
  }
  const whole = /^( QUEUED( RUNNING)*( DYNAMIC_RUNNING)?)? (SUCCEEDED|FAILED|ABORTED|SKIPPED)$/;
  for (const [node, phases] of nodes) assert.match(phases, whole, `${node}, ${says}`);
  const attempts = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== "task") continue;
    const key = `${event.node}[${event.element ?? ""}]#${event.attempt}`;
    // What became of an element's cache is told after its end.
    if (event.cache !== undefined && attempts.get(key)?.endsWith(" SUCCEEDED")) continue;
    attempts.set(key, `${attempts.get(key) ?? ""} ${event.phase}`);
  }
  const attempted = /^( QUEUED( RUNNING)*)? (SUCCEEDED|FAILED|ABORTED)$/;
  for (const [attempt, phases] of attempts) assert.match(phases, attempted, `${attempt}, ${says}`);
  if (phase === "SUCCEEDED")
    assert.not.ok(
      story.some((line) => /^[^#]* (FAILED|ABORTED)$/.test(line) && !isInner(events, line)),
      says,
    );
}

// What fails inside an array may be borne by it.
function isInner(events: Ran["events"], line: string): boolean {
  const [id] = line.split(" ");
  return events.some((event) => event.kind === "node" && event.node === id && event.parent !== undefined);
}

chaos("whatever bodies do, a run settles, and its history is whole", async () => {
  const phases = new Set<string>();
  for (let seed = 0; seed < 250; seed += 1) {
    const ran = await run(seed);
    phases.add(ran.phase);
    judge(ran, seed);
  }
  assert.equal(
    [...phases].sort(),
    ["ABORTED", "FAILED", "SUCCEEDED", "TIMED_OUT"].filter((phase) => phases.has(phase)),
  );
  assert.ok(phases.has("ABORTED") && phases.has("FAILED") && phases.has("SUCCEEDED"));
  assert.equal(strays, []);
});

chaos("the same seed has the same history", async () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const [first, second] = [await run(seed), await run(seed)];
    assert.equal(first.story, second.story, `seed ${seed}`);
  }
});

chaos.run();
