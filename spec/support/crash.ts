import * as assert from "uvu/assert";
import type { Dag } from "../../lib/dag/index.js";
import {
  type Attempt,
  type Event,
  type ExecuteOptions,
  execute,
  priorOf,
  type Runner,
} from "../../lib/engine/index.js";
import { type FakeClock, fakeClock } from "./fake-clock.js";
import { type Ran, toLine } from "./fake-runner.js";

/** A run that is ended in its middle and goes on from what it left. */
export interface Crash {
  readonly dag: Dag;
  /** Makes the runner of one go. */
  runner(clock: FakeClock): Runner;
  readonly options?: Partial<ExecuteOptions>;
}

/** The run without any crash. */
export async function undisturbed(crash: Crash): Promise<Ran> {
  return await go(crash, [], { clock: fakeClock(), calls: [] });
}

/**
 * Ends a run once so many of its events were kept, as the end of its process would, and goes on from those; holds what
 * came of it against the run that nothing disturbed.
 */
export async function crashAndResume(crash: Crash, kept: number, whole: Ran): Promise<Ran> {
  const clock = fakeClock();
  const before = await crashed(crash, kept, clock);
  const says = `after ${kept} events of ${whole.events.length}, ${toLine(whole.events[kept - 1]!)}`;
  const calls: Attempt[] = [];
  const ran = await go(crash, before, { clock: fakeClock(clock.now() + 10), calls });
  const all = [...before, ...ran.events];
  assert.is(ran.phase, whole.phase, `${says}: ${ran.error?.code} ${ran.error?.message}`);
  assert.equal(ran.outputs, whole.outputs, says);
  assert.equal([ran.error?.code, ran.error?.message], [whole.error?.code, whole.error?.message], says);
  assertSound(all, says);
  assertNotAgain(before, calls, says);
  return { ...ran, events: all, story: all.map(toLine) };
}

/** The events that are kept of a run whose process ends after so many of them; as a journal keeps them, as JSON. */
export async function crashed(crash: Crash, kept: number, clock: FakeClock): Promise<readonly Event[]> {
  const events: Event[] = [];
  let fall = () => {};
  const fallen = new Promise<void>((resolve) => {
    fall = resolve;
  });
  const running = execute(
    crash.dag,
    {},
    {
      run: "run",
      runner: crash.runner(clock),
      clock,
      random: () => 0.5,
      ...crash.options,
      onEvent(event) {
        if (events.length < kept) events.push(JSON.parse(JSON.stringify(event, withoutThrown)));
        if (events.length < kept) return undefined;
        fall();
        // Nothing is done about what comes after the end.
        return new Promise(() => {});
      },
    },
  );
  await clock.until(Promise.race([fallen, running]));
  return events;
}

async function go(
  { dag, runner, options }: Crash,
  before: readonly Event[],
  { clock, calls }: { readonly clock: FakeClock; readonly calls: Attempt[] },
): Promise<Ran> {
  const events: Event[] = [];
  const inner = runner(clock);
  const outcome = await clock.until(
    execute(
      dag,
      {},
      {
        run: "run",
        clock,
        random: () => 0.5,
        ...options,
        runner: {
          ...inner,
          run(task, inputs, attempt) {
            calls.push(attempt);
            return inner.run(task, inputs, attempt);
          },
        },
        ...(before.length === 0 ? {} : { prior: priorOf(before) }),
        onEvent: (event) => void events.push(event),
      },
    ),
  );
  return { ...outcome, events, story: events.map(toLine) };
}

function withoutThrown(key: string, value: unknown): unknown {
  return key === "thrown" ? undefined : value;
}

/** Holds a history against what every history keeps to: numbers without gaps, one end for each node and attempt. */
export function assertSound(events: readonly Event[], says: string): void {
  assert.equal(
    events.map(({ seq }) => seq),
    [...events.keys()],
    says,
  );
  const nodes = new Map<string, string>();
  const attempts = new Map<string, string>();
  const numbers = new Map<string, Set<number>>();
  for (const event of events) {
    if (event.kind === "node") add(nodes, event.node, event.phase);
    if (event.kind !== "task") continue;
    const work = `${event.node}[${event.element ?? ""}]`;
    add(attempts, `${work}#${event.attempt}`, event.phase);
    numbers.set(work, (numbers.get(work) ?? new Set()).add(event.attempt));
  }
  const told = `${says}\n${events.map(toLine).join("\n")}`;
  const whole = /^( QUEUED( RUNNING)*( DYNAMIC_RUNNING)?)? (SUCCEEDED|FAILED|ABORTED|SKIPPED)$/;
  for (const [node, phases] of nodes) assert.match(phases, whole, `${node}, ${told}`);
  const attempted = /^( QUEUED( RUNNING)*)? (SUCCEEDED|FAILED|ABORTED)$/;
  for (const [attempt, phases] of attempts) assert.match(phases, attempted, `${attempt}, ${told}`);
  for (const [work, seen] of numbers)
    assert.equal(
      [...seen],
      [...seen.keys()].map((_, at) => at),
      `${work}, ${told}`,
    );
}

function add(told: Map<string, string>, key: string, phase: string): void {
  told.set(key, `${told.get(key) ?? ""} ${phase}`);
}

// What had succeeded, alone or as a part of what had, is not run again.
function assertNotAgain(before: readonly Event[], calls: readonly Attempt[], says: string): void {
  const paths = new Map<string, string>();
  const finished: string[] = [];
  for (const event of before) {
    if (event.kind === "run") continue;
    if (event.kind === "node") paths.set(event.node, event.path.join("/"));
    if (event.phase !== "SUCCEEDED") continue;
    const path = paths.get(event.node)!;
    finished.push(event.kind === "task" ? `${path}[${event.element ?? ""}]` : `${path}[`);
    if (event.kind === "node") finished.push(`${path}/`);
  }
  for (const { path, element } of calls) {
    const call = `${path.join("/")}[${element?.index ?? ""}]`;
    const again = finished.find(
      (done) => call === done || ((done.endsWith("/") || done.endsWith("[")) && call.startsWith(done)),
    );
    assert.is(again, undefined, `${call} ran again, ${says}`);
  }
}
