import * as assert from "uvu/assert";
import { type Fault, withFaults } from "../../dsl/testing/index.js";
import type { Event } from "../../lib/engine/index.js";
import { assertSound } from "../support/crash.js";
import type { Body } from "./pipelines.js";
import { type Scenario, scenarioOf } from "./scenarios.js";
import { type Left, openWorld } from "./world.js";

/** What became of a seed. */
export interface Seeded {
  readonly seed: number;
  readonly scenario: string;
  readonly faults: readonly Fault[];
  /** How often the run was begun or gone on with. */
  readonly goes: number;
  /** Events and bodies, for who wants to see whether two runs of a seed are the same. */
  readonly story: readonly string[];
  /** Phase that the run came to. */
  readonly phase?: string;
  /** Absent: everything was as it must be. */
  readonly error?: unknown;
}

/** Runs the scenario of a seed under the faults of the seed, and holds what came of it against the run without any. */
export async function oneSeed(seed: number): Promise<Seeded> {
  const scenario = scenarioOf(seed);
  const calm = await undisturbed(scenario);
  const { rate } = scenario;
  const faults: Fault[] = [];
  // Few ends leave the last events of a run alone where seeds make many faults; many leave nothing alone.
  const ends = seed % 40 < 20 ? 8 : 24;
  const world = openWorld(scenario, seed);
  let left: Left | undefined;
  let error: unknown;
  try {
    const onFault = (fault: Fault) => void faults.push(fault);
    await withFaults({ seed, ends, ...(rate && { rate }), onFault }, () => world.go());
  } catch (thrown) {
    error = thrown;
  }
  try {
    left = await world.left();
    if (error === undefined) check(left, calm, scenario);
  } catch (thrown) {
    error ??= thrown;
  } finally {
    await world.close();
  }
  return {
    seed,
    scenario: scenario.name,
    faults,
    goes: world.goes(),
    story: left === undefined ? [] : [...left.events.map(toLine), ...left.bodies.map((body) => JSON.stringify(body))],
    ...(left && { phase: left.outcome.phase }),
    ...(error === undefined ? {} : { error }),
  };
}

const known = new Map<Scenario["pipeline"], Promise<Left>>();

function undisturbed(scenario: Scenario): Promise<Left> {
  const { pipeline } = scenario;
  const calm = known.get(pipeline) ?? runCalmly(scenario);
  known.set(pipeline, calm);
  return calm;
}

async function runCalmly({ aborted: _, ...scenario }: Scenario): Promise<Left> {
  const world = openWorld(scenario, 0);
  try {
    await world.go();
    return await world.left();
  } finally {
    await world.close();
  }
}

function check({ standing, outcome, executions, events, bodies }: Left, calm: Left, { aborted }: Scenario): void {
  assert.is(standing, "ended");
  if (aborted !== undefined && outcome.phase === "ABORTED") {
    assert.is(outcome.cause, "nobody wants it any more");
    const names = executions.map((execution) => execution.split(" ")[0]!);
    assert.equal(names, [...new Set(names)], "each execution on Flyte was started once");
    const going = executions.filter((execution) => !/ (SUCCEEDED|ABORTED)$/.test(execution));
    assert.equal(going, [], "each execution on Flyte has ended");
  } else {
    const { error, ...rest } = outcome;
    const { error: calmError, ...calmRest } = calm.outcome;
    assert.equal(rest, calmRest, "it came to what it comes to undisturbed");
    assert.equal([error?.code, error?.message], [calmError?.code, calmError?.message]);
    assert.equal(executions, calm.executions, "each execution on Flyte was started once, and ended");
  }
  assertSound(events, "the journal is sound");
  assertOnce(events, bodies);
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
