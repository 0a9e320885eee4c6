import { setTimeout as pause } from "node:timers/promises";
import { canonical, type Dag, digest } from "../../../lib/dag/index.js";
import {
  type Event,
  type Prior,
  type PriorOptions,
  priorOf,
  type Runner,
  type RunOutcome,
} from "../../../lib/engine/index.js";
import { FlytepathError, failure } from "../../../lib/errors/index.js";
import type { Journal, Listeners, Recording, RunInfo } from "../../../lib/journal/index.js";
import type { Json, Literal, Literals } from "../../../lib/types/index.js";
import { type Code, toCodeText } from "./code/code-of.js";
import { otherCode } from "./code/other-code.js";
import { dagChanges } from "./dag-changes.js";
import { endGone, goneSteps } from "./gone.js";
import { keepsWhatIsSame, reachedFrom, whatItWas } from "./keeps.js";

/** What another process that runs the same run means for this one. */
export type IfRunning = "refuse" | "wait" | "watch";

/** A run that a new one repeats. */
export interface Repeat {
  readonly run: string;
  /** Reuses what succeeded there, but for this step and everything behind it. */
  readonly from?: string;
  /** Reuses all that succeeded there. */
  readonly failed?: boolean;
}

/** What is opened. */
export interface Wanted {
  readonly id: string;
  readonly dag: Dag;
  readonly code: Code;
  /** Absent: those that the run was started with. */
  readonly inputs: Literals | undefined;
  readonly origin: Json;
  readonly ifRunning: IfRunning;
  readonly withNewCode: boolean;
  readonly repeat: Repeat | undefined;
  readonly listeners: Required<Listeners>;
  readonly signal: AbortSignal;
  /** Ends what a step that is no more has outside. */
  readonly abandon: Runner["abandon"];
}

/** A run of this process, or one that has ended. */
export type Opened =
  | { readonly kind: "ended"; readonly outcome: RunOutcome }
  | {
      readonly kind: "going";
      readonly recording: Recording;
      readonly inputs: Literals;
      readonly prior: Prior | undefined;
      readonly events: readonly Event[];
      readonly signals: readonly (readonly [name: string, value: Literal])[];
    };

/**
 * Makes a run, or takes the one of that id and goes on with it; what has ended is told as it ended. Fails with
 * `RUN_ID_REFUSED`, `RUN_ID_TAKEN` for another pipeline or other inputs, `RUN_CODE_CHANGED` for other code,
 * `JOURNAL_RUN_HELD` where another process runs it and that is not to be waited for.
 */
export async function openKept(journal: Journal, wanted: Wanted): Promise<Opened> {
  const { id, ifRunning, signal } = wanted;
  if (!/^[\w.-]{1,100}$/.test(id) || /^\.+$/.test(id)) throw failure("RUN_ID_REFUSED", { id });
  for (;;) {
    const begun = await begin(journal, wanted);
    if (begun !== undefined) return begun;
    const info = journal.find(id);
    if (info === undefined)
      throw failure("JOURNAL_RUN_UNKNOWN", { run: id, known: journal.list({ limit: 20 }).map((run) => run.id) });
    await checkSame(journal, info, wanted);
    const outcome = await journal.outcome(id);
    if (outcome !== undefined) return { kind: "ended", outcome };
    try {
      return await take(journal, info, wanted);
    } catch (error) {
      if (ifRunning === "refuse" || !FlytepathError.is(error) || error.code !== "JOURNAL_RUN_HELD") throw error;
      await untilFree(journal, wanted);
      if (signal.aborted)
        return { kind: "ended", outcome: { phase: "ABORTED", cause: "no longer watched; the run goes on" } };
    }
  }
}

async function begin(
  journal: Journal,
  { id, dag, code, inputs, origin, repeat, listeners }: Wanted,
): Promise<Opened | undefined> {
  if (inputs === undefined || journal.find(id) !== undefined) return undefined;
  const prior = repeat === undefined ? undefined : await priorOfRepeat(journal, { dag, code }, repeat);
  const parent = repeat === undefined ? {} : { parent: repeat.run };
  const recording = await journal.begin({ id, dag, code: toCodeText(code), inputs, origin, ...parent }, listeners);
  return recording === undefined ? undefined : { kind: "going", recording, inputs, prior, events: [], signals: [] };
}

async function priorOfRepeat(
  journal: Journal,
  { dag, code }: Pick<Wanted, "dag" | "code">,
  { run, from, failed = false }: Repeat,
): Promise<Prior | undefined> {
  if (from === undefined && !failed) return undefined;
  const start = from === undefined ? undefined : dag.nodes.find(({ id, name }) => id === from || name === from)?.id;
  if (from !== undefined && start === undefined) {
    throw failure("RUN_STEP_UNKNOWN", { run, step: from, known: dag.nodes.map(({ id, name = id }) => name) });
  }
  const again = start === undefined ? new Set<string>() : reachedFrom(dag, start);
  const isSame = keepsWhatIsSame(journal.dag(run), dag, otherCode(codeIn(journal, run), code));
  const keeps: PriorOptions["keeps"] = (node, inputs) => !again.has(node.trail[0]!) && isSame(node, inputs);
  return priorOf(await journal.events(run), { recovers: true, keeps });
}

async function checkSame(
  journal: Journal,
  { id, pipeline, parent }: RunInfo,
  { dag, inputs, repeat }: Wanted,
): Promise<void> {
  const differences: string[] = [];
  if (pipeline !== dag.ref.name) differences.push(`it runs ${pipeline}, this is ${dag.ref.name}`);
  else if (inputs !== undefined) {
    const before = await journal.inputs(id);
    const names = [...new Set([...Object.keys(before), ...Object.keys(inputs)])];
    const other = names.filter((name) => canonical(before[name]) !== canonical(inputs[name]));
    if (other.length > 0) differences.push(`it was given another ${other.join(", ")}`);
  }
  if (repeat !== undefined && parent !== repeat.run) differences.push(`it does not repeat ${repeat.run}`);
  if (differences.length > 0) throw failure("RUN_ID_TAKEN", { run: id, differences });
}

async function take(journal: Journal, { id, digest: before }: RunInfo, wanted: Wanted): Promise<Opened> {
  const { dag, code, origin, withNewCode, listeners } = wanted;
  const old = digest(dag) === before ? dag : journal.dag(id);
  const known = codeIn(journal, id);
  const other = otherCode(known, code);
  const isOther = old !== dag || other.size > 0;
  if (isOther && !withNewCode) throw failure("RUN_CODE_CHANGED", { run: id, changes: dagChanges(old, dag, other) });
  const inputs = await journal.inputs(id);
  const { recording, events, next, signals } = await journal.take(id, {
    ...listeners,
    // What older versions kept has no code; from here on it has.
    ...(isOther || known === undefined ? { code: toCodeText(code) } : {}),
    ...(isOther ? { dag, origin } : {}),
  });
  const { abandon } = wanted;
  const from = isOther ? await endGone(goneSteps(old, dag, events), { recording, next, abandon }) : next;
  const prior = priorOf(events, {
    next: from,
    ...(isOther ? { keeps: keepsWhatIsSame(old, dag, other), was: whatItWas(old) } : {}),
  });
  return { kind: "going", recording, inputs, prior, events, signals };
}

// Absent for a run that an older version kept.
function codeIn(journal: Journal, id: string): Code | undefined {
  const text = journal.code(id);
  // Written by `toCodeText`.
  return text === undefined ? undefined : (JSON.parse(text) as Code);
}

// How often a run of another process is looked at, in milliseconds.
const lookEvery = 200;

async function untilFree(journal: Journal, { id, ifRunning, listeners, signal }: Wanted): Promise<void> {
  const more = ifRunning === "watch" ? journal.reader(id) : undefined;
  for (;;) {
    const { standing } = journal.find(id) ?? { standing: "ended" };
    for (const event of (await more?.()) ?? []) await listeners.onKept(event);
    if (standing !== "running" || signal.aborted) return;
    await pause(lookEvery, undefined, { signal }).catch(() => {});
  }
}
