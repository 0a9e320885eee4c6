import { createHash } from "node:crypto";
import type { BlobStore } from "../blobs/index.js";
import { canonical, digest } from "../dag/index.js";
import type { Event } from "../engine/index.js";
import { failure } from "../errors/index.js";
import type { Literal } from "../types/index.js";
import { type Commits, stubbornly } from "./commits.js";
import { historyOf } from "./history.js";
import { forsake, type Holder, isAlive, thisProcess } from "./holder.js";
import type { Listeners, NewRun, Taken, TakeOptions } from "./journal.js";
import type { Ledger, RunRow } from "./ledger/ledger.js";
import type { Outlook } from "./outlook.js";
import { Recorder, type Recording } from "./recording.js";
import type { Values } from "./values.js";

/** What runs are held with. */
export interface HoldingParts {
  readonly ledger: Ledger;
  readonly commits: Commits;
  readonly blobs: BlobStore;
  readonly values: Values;
  readonly outlook: Outlook;
  readonly now: () => number;
}

/** The row of a run. Fails with `JOURNAL_RUN_UNKNOWN`. */
export function rowOf(ledger: Ledger, id: string): RunRow {
  const row = ledger.find(id);
  if (row !== undefined) return row;
  throw failure("JOURNAL_RUN_UNKNOWN", { run: id, known: ledger.list({ limit: 20 }).map((run) => run.id) });
}

/** The row of a run that no living process holds. Fails with `JOURNAL_RUN_UNKNOWN` and `JOURNAL_RUN_HELD`. */
export function freeRow(ledger: Ledger, id: string, now: number): RunRow {
  const row = rowOf(ledger, id);
  const { holder } = row;
  if (holder === undefined || !isAlive(holder, now)) return row;
  throw failure("JOURNAL_RUN_HELD", { run: id, pid: holder.pid, host: holder.host });
}

/** Keeps a new run and holds it; undefined when the id is taken. */
export async function beginRun(
  parts: HoldingParts,
  { id, dag, code, inputs, origin = null, parent }: NewRun,
  listeners: Listeners,
): Promise<Recording | undefined> {
  const { ledger, now } = parts;
  const { text, digests } = await parts.values.keep(inputs);
  const holder = thisProcess(now());
  const whole = canonical(dag);
  const version = digestOf(whole);
  const row = {
    id,
    pipeline: dag.ref.name,
    dag: version,
    code: code === undefined ? undefined : digestOf(code),
    inputs: text,
    origin: JSON.stringify(origin),
    phase: "QUEUED" as const,
    createdAt: now(),
    holder,
    parent,
  };
  const key = stubbornly(ledger, () => {
    const made = ledger.insert(row);
    if (made === undefined) return undefined;
    ledger.keepDag(version, whole);
    if (code !== undefined) ledger.keepCode(row.code!, code);
    for (const each of digests) ledger.keepSpill(made, each);
    return made;
  });
  if (key === undefined) return undefined;
  const kept = { ...row, key, endedAt: undefined, outcome: undefined, abort: undefined };
  return record(parts, { row: kept, holder, listeners, known: [], next: 0, signals: [] });
}

/** Holds a run that has not ended, and reads what it needs to go on. */
export async function takeRun(
  parts: HoldingParts,
  id: string,
  { dag, code, origin, ...listeners }: TakeOptions,
): Promise<Taken> {
  const { ledger, now } = parts;
  const holder = thisProcess(now());
  const version = dag === undefined ? undefined : digest(dag);
  const row = stubbornly(ledger, () => {
    const found = freeRow(ledger, id, now());
    if (version !== undefined) ledger.keepDag(version, canonical(dag));
    if (code !== undefined) ledger.keepCode(digestOf(code), code);
    ledger.change(found.key, {
      holder,
      ...(version === undefined ? {} : { dag: version }),
      ...(code === undefined ? {} : { code: digestOf(code) }),
      ...(origin === undefined ? {} : { origin: JSON.stringify(origin) }),
    });
    return found;
  });
  try {
    const left = await readLeft(parts, row, dag !== undefined);
    const known = new Set<string>();
    for (const event of left.events) if (event.kind === "node") known.add(event.node);
    const signals = left.signals.map(([name]) => name);
    const recording = record(parts, { row, holder, listeners, known, next: left.next, signals });
    return { recording, ...left };
  } catch (error) {
    letGo(ledger, row, holder);
    throw error;
  }
}

async function readLeft(
  { ledger, blobs, values }: HoldingParts,
  row: RunRow,
  withInputs: boolean,
): Promise<Omit<Taken, "recording">> {
  const events: readonly Event[] = await historyOf(ledger, blobs, { row, withInputs });
  const signals = await Promise.all(
    ledger.signals(row.key).map(async ({ name, value }): Promise<readonly [string, Literal]> => {
      return [name, await values.readOne(value)];
    }),
  );
  return { events, next: ledger.length(row.key), signals };
}

// What could not be read here may be read by the next one, also by this process: nobody holds it meanwhile.
function letGo(ledger: Ledger, { key, dag, code, origin }: RunRow, holder: Holder): void {
  try {
    stubbornly(ledger, () => {
      if (ledger.holds(key, holder.token)) ledger.change(key, { holder: undefined, dag, code, origin });
    });
  } catch {
    forsake(holder);
  }
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

interface Recorded {
  readonly row: RunRow;
  readonly holder: Holder;
  readonly listeners: Listeners;
  readonly known: Iterable<string>;
  readonly next: number;
  readonly signals: Iterable<string>;
}

function record(
  { ledger, commits, blobs, outlook }: HoldingParts,
  { row, holder, listeners, known, next, signals }: Recorded,
): Recorder {
  const { key, id } = row;
  const recorder = new Recorder({
    ledger,
    commits,
    blobs,
    key,
    run: id,
    holder,
    known,
    next,
    onKept: listeners.onKept?.bind(listeners),
    onBroken: listeners.onBroken?.bind(listeners),
    onRelease: () => outlook.remove(key),
  });
  outlook.add({ row, recorder, listeners, signals });
  return recorder;
}
