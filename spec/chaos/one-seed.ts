import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { emulated, start } from "../../dsl/index.js";
import { type Fault, fakeClock, withFaults } from "../../dsl/testing/index.js";
import type { Event, RunOutcome } from "../../lib/engine/index.js";
import { openJournal } from "../../lib/journal/index.js";
import { assertSound } from "../support/crash.js";
import { executionsOf } from "./executions-of.js";
import { type Body, bodies, Local, Mixed, Stopped, Training } from "./pipelines.js";

/** What became of a seed. */
export interface Seeded {
  readonly seed: number;
  readonly pipeline: string;
  readonly faults: readonly Fault[];
  /** How often the run was begun or gone on with. */
  readonly goes: number;
  /** Events and bodies, for who wants to see whether two runs of a seed are the same. */
  readonly story: readonly string[];
  /** Absent: everything was as it must be. */
  readonly error?: unknown;
}

const pipelines = [Local, Mixed, Local, Mixed, Stopped] as const;

/** Runs the pipeline of a seed under the faults of the seed, and holds what came of it against the run without any. */
export async function oneSeed(seed: number): Promise<Seeded> {
  const pipeline = pipelines[seed % pipelines.length]!;
  const calm = await undisturbed(pipeline);
  const faults: Fault[] = [];
  const world = openWorld();
  let story: readonly string[] = [];
  try {
    await withFaults({ seed, onFault: (fault) => void faults.push(fault) }, () => world.go(pipeline, "chaos"));
    story = await world.story();
    await world.check(calm);
    return { seed, pipeline: pipeline.name, faults, goes: world.goes(), story };
  } catch (error) {
    return { seed, pipeline: pipeline.name, faults, goes: world.goes(), story, error };
  } finally {
    await world.close();
  }
}

interface Calm {
  readonly outcome: RunOutcome;
  /** Executions on Flyte, by the end that each came to. */
  readonly executions: readonly string[];
}

const known = new Map<(typeof pipelines)[number], Promise<Calm>>();

function undisturbed(pipeline: (typeof pipelines)[number]): Promise<Calm> {
  const calm = known.get(pipeline) ?? runCalmly(pipeline);
  known.set(pipeline, calm);
  return calm;
}

async function runCalmly(pipeline: (typeof pipelines)[number]): Promise<Calm> {
  const world = openWorld();
  try {
    await world.go(pipeline, "chaos");
    return { outcome: await world.outcome(), executions: await world.executions() };
  } finally {
    await world.close();
  }
}

// Everything outside of the run's owner: its folder, and a Flyte that lives on when the owner is gone.
function openWorld() {
  const shared = "/dev/shm";
  const folder = mkdtempSync(join(existsSync(shared) ? shared : tmpdir(), "flytepath-chaos-"));
  const clock = fakeClock(undefined, { moves: "when idle" });
  const backend = emulated({ pipelines: [Training], sample: false, clock });
  const noted = bodies.length;
  let goes = 0;
  const journalOf = () => openJournal(folder, { now: clock.now });

  return {
    goes: () => goes,
    async go(pipeline: (typeof pipelines)[number], runId: string): Promise<RunOutcome> {
      goes += 1;
      const going = start(pipeline, { n: 1 }, { runId, state: folder, backend, clock });
      // Whoever approves asks for it in every go, as a program would that does not know whether it was heard.
      going.setSignal("ship", { kind: "bool", value: true }).catch(() => {});
      return await going.outcome;
    },
    async outcome(): Promise<RunOutcome> {
      await using journal = journalOf();
      const { phase, error, outputs } = (await journal.outcome("chaos"))!;
      return { phase, ...(error && { error }), ...(outputs && { outputs }) };
    },
    executions: () => executionsOf(backend),
    async story(): Promise<readonly string[]> {
      await using journal = journalOf();
      const events = await journal.events("chaos");
      return [...events.map(toLine), ...bodies.slice(noted).map((body) => JSON.stringify(body))];
    },
    async check({ outcome, executions }: Calm): Promise<void> {
      await using journal = journalOf();
      assert.is(journal.find("chaos")?.standing, "ended");
      const { error, ...rest } = await this.outcome();
      const { error: calmError, ...calmRest } = outcome;
      assert.equal(rest, calmRest, "it came to what it comes to undisturbed");
      assert.equal([error?.code, error?.message], [calmError?.code, calmError?.message]);
      const events = await journal.events("chaos");
      assertSound(events, "the journal is sound");
      assertOnce(events, bodies.slice(noted));
      assert.equal(await executionsOf(backend), executions, "each execution on Flyte was started once, and ended");
    },
    async close() {
      await backend[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

// Each attempt has one body at most, and begins before anything of its step has succeeded.
function assertOnce(events: readonly Event[], ran: readonly Body[]): void {
  const calls = ran.map(({ run, node, n, attempt }) => `${run} ${node} ${n} #${attempt}`);
  const twice = calls.filter((call, at) => calls.indexOf(call) !== at);
  assert.equal(twice, [], `no attempt ran twice: ${twice.join(", ")}`);
  const done = new Set<string>();
  for (const event of events) {
    if (event.kind !== "task") continue;
    const work = `${event.node}[${event.element ?? ""}]`;
    if (event.phase === "SUCCEEDED") done.add(work);
    else assert.not.ok(done.has(work), `${work} had succeeded, and is ${event.phase} again`);
  }
}

function toLine(event: Event): string {
  const { kind, phase, seq } = event;
  if (kind === "run") return `${seq} run ${phase}`;
  const at = kind === "task" ? `${event.node}[${event.element ?? ""}]#${event.attempt}` : event.node;
  return `${seq} ${kind} ${at} ${phase}`;
}
