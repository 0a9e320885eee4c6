import { createHash } from "node:crypto";
import { join } from "node:path";
import { type BlobStore, folderBlobs, memoryBlobs } from "../blobs/index.js";
import { canonical, type Dag, digest } from "../dag/index.js";
import type { Event, RunOutcome } from "../engine/index.js";
import { failure } from "../errors/index.js";
import type { Json, Literal, Literals } from "../types/index.js";
import { Decoder } from "./codec/decode.js";
import { digestHistory } from "./codec/digest-history.js";
import { createSpill, restore, stubMark, uriOf } from "./codec/spill.js";
import { createCommits, stubbornly } from "./commits.js";
import { type Holder, isAlive, thisProcess } from "./holder.js";
import type { Journal, Listeners, NewRun, RunInfo, TakeOptions } from "./journal.js";
import type { Batch, Ledger, Owed, RunRow } from "./ledger/ledger.js";
import { memoryLedger } from "./ledger/memory-ledger.js";
import { sqliteLedger } from "./ledger/sqlite-ledger.js";
import { isEnd, Recorder } from "./recording.js";

/** How a journal is opened. */
export interface JournalOptions {
  /** What a commit survives; default `normal`: the death of the process at any moment. `full`: a power loss, too. */
  readonly durability?: "full" | "normal";
  /** Milliseconds since the epoch; default: the clock on the wall. */
  readonly now?: () => number;
  /** Where large values go; default: `blobs` in the folder. */
  readonly blobs?: BlobStore;
  /** Stands between the journal and its rows, for tests. */
  readonly over?: ((ledger: Ledger) => Ledger) | undefined;
}

/** Opens the journal of a state folder, `journal.db`, and makes it where there is none. Fails as `openDatabase` does. */
export function openJournal(folder: string, options: JournalOptions = {}): Journal {
  const { durability = "normal", blobs = folderBlobs(join(folder, "blobs")), now } = options;
  // A short wait in the call itself: it holds up everything else that this process does.
  const ledger = sqliteLedger(join(folder, "journal.db"), { durability, wait: 250 });
  return createJournal(options.over?.(ledger) ?? ledger, { blobs, now: now ?? Date.now });
}

/** A journal that ends with the process: the same rules, and nothing is kept. */
export function memoryJournal({
  blobs = memoryBlobs(),
  now = Date.now,
}: Omit<JournalOptions, "durability" | "over"> = {}): Journal {
  return createJournal(memoryLedger(), { blobs, now });
}

// How often others are looked at, in milliseconds.
const lookEvery = 200;

/** A journal over a ledger. @internal */
export function createJournal(
  ledger: Ledger,
  { blobs, now }: { readonly blobs: BlobStore; readonly now: () => number },
): Journal {
  const commits = createCommits(ledger, { now });
  const held = new Map<number, { readonly recorder: Recorder; readonly row: RunRow; readonly listeners: Listeners }>();
  const heard = new Map<number, { abort?: string; readonly signals: Set<string> }>();
  const looks = new Set<() => void>();
  let version = -1;
  let timer: NodeJS.Timeout | undefined;

  const watching = () => {
    const isNeeded = held.size + looks.size > 0;
    if (isNeeded) timer ??= setInterval(look, lookEvery);
    else clearInterval(timer);
    if (!isNeeded) timer = undefined;
    // Who watches waits for others; a run of this process lives by what it does itself.
    if (looks.size > 0) timer?.ref();
    else timer?.unref();
  };
  function look(): void {
    for (const { recorder } of held.values()) recorder.keepAlive(now());
    try {
      const current = ledger.version();
      if (current === version) return;
      version = current;
      for (const [key, { row, listeners }] of held) hear(key, row.id, listeners);
      for (const each of looks) each();
    } catch {
      // Who must read or write will meet the same, and can say so.
    }
  }
  function hear(key: number, id: string, { onAbort, onSignal }: Listeners): void {
    const before = heard.get(key) ?? { signals: new Set<string>() };
    heard.set(key, before);
    const { abort } = ledger.find(id) ?? {};
    if (abort !== undefined && before.abort === undefined) {
      before.abort = abort;
      onAbort?.(abort);
    }
    for (const { name, value } of onSignal === undefined ? [] : ledger.signals(key)) {
      if (before.signals.has(name)) continue;
      before.signals.add(name);
      void literalOf(value).then((literal) => onSignal?.(name, literal));
    }
  }

  const literalOf = async (text: string): Promise<Literal> =>
    (await restore({ value: JSON.parse(text) as Literal }, blobs)).value!;
  const rowOf = (id: string): RunRow => {
    const row = ledger.find(id);
    if (row !== undefined) return row;
    throw failure("JOURNAL_RUN_UNKNOWN", { run: id, known: ledger.list({ limit: 20 }).map((run) => run.id) });
  };
  const free = (row: RunRow): RunRow => {
    const { id, holder } = row;
    if (holder === undefined || !isAlive(holder, now())) return row;
    throw failure("JOURNAL_RUN_HELD", { run: id, pid: holder.pid, host: holder.host });
  };
  const recording = (row: RunRow, holder: Holder, more: Listeners & { known: Iterable<string>; next: number }) => {
    const { key } = row;
    const { known, next, ...listeners } = more;
    const recorder = new Recorder({
      ledger,
      commits,
      blobs,
      key,
      run: row.id,
      holder,
      known,
      next,
      onKept: listeners.onKept?.bind(listeners),
      onBroken: listeners.onBroken?.bind(listeners),
      onRelease() {
        held.delete(key);
        heard.delete(key);
        watching();
      },
    });
    held.set(key, { recorder, row, listeners });
    watching();
    return recorder;
  };
  const keepAll = async (values: Literals) => {
    const spill = createSpill(blobs);
    const text = JSON.stringify(spill.shrink(values));
    const { digests, written } = spill.take();
    await written;
    return { text, digests };
  };

  return {
    async begin({ id, dag, inputs, origin = null, parent }: NewRun, listeners = {}) {
      const { text, digests } = await keepAll(inputs);
      const holder = thisProcess(now());
      const whole = canonical(dag);
      const version = createHash("sha256").update(whole).digest("hex");
      const row = {
        id,
        pipeline: dag.ref.name,
        dag: version,
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
        for (const each of digests) ledger.keepSpill(made, each);
        return made;
      });
      if (key === undefined) return undefined;
      const kept = { ...row, key, endedAt: undefined, outcome: undefined, abort: undefined };
      return recording(kept, holder, { ...listeners, known: [], next: 0 });
    },

    async take(id: string, { dag, origin, ...listeners }: TakeOptions = {}) {
      const holder = thisProcess(now());
      const version = dag === undefined ? undefined : digest(dag);
      const row = stubbornly(ledger, () => {
        const found = free(rowOf(id));
        if (version !== undefined) ledger.keepDag(version, canonical(dag));
        ledger.change(found.key, {
          holder,
          ...(version === undefined ? {} : { dag: version }),
          ...(origin === undefined ? {} : { origin: JSON.stringify(origin) }),
        });
        return found;
      });
      const batches = ledger.batches(row.key, 0);
      const events = digestHistory(id, batches, { withInputs: dag !== undefined });
      await growAll(events, batches, dag !== undefined);
      const known = new Set<string>();
      for (const event of events) if (event.kind === "node") known.add(event.node);
      const next = ledger.length(row.key);
      const given = await Promise.all(
        ledger.signals(row.key).map(async ({ name, value }) => [name, await literalOf(value)] as const),
      );
      heard.set(row.key, { signals: new Set(given.map(([name]) => name)) });
      const taken = recording(row, holder, { ...listeners, known, next });
      hear(row.key, id, listeners);
      return { recording: taken, events, next, signals: given };
    },

    find(id) {
      const row = ledger.find(id);
      return row === undefined ? undefined : infoOf(row, ledger.owed(row.key), now());
    },
    list: (filter = {}) => ledger.list(filter).map((row) => infoOf(row, ledger.owed(row.key), now())),
    dag: (id) => JSON.parse(ledger.dag(rowOf(id).dag) ?? "null") as Dag,
    inputs: (id) => restore(JSON.parse(rowOf(id).inputs) as Literals, blobs),
    async outcome(id) {
      const { outcome } = rowOf(id);
      if (outcome === undefined) return undefined;
      const { outputs, ...rest } = JSON.parse(outcome) as RunOutcome;
      return { ...rest, ...(outputs === undefined ? {} : { outputs: await restore(outputs, blobs) }) };
    },
    events: (id) => readerOf(rowOf(id))(),
    reader: (id) => readerOf(rowOf(id)),

    requestAbort(id, cause) {
      stubbornly(ledger, () => {
        const row = rowOf(id);
        if (!isEnd(row.phase) && row.abort === undefined) ledger.change(row.key, { abort: cause });
      });
      look();
    },
    owe(id, owed) {
      ledger.transaction(() => ledger.owe(rowOf(id).key, owed));
    },
    settle(id, owed) {
      ledger.transaction(() => ledger.settle(rowOf(id).key, owed));
    },
    async giveSignal(id, name, value) {
      const { key } = rowOf(id);
      const { text, digests } = await keepAll({ value });
      stubbornly(ledger, () => {
        ledger.signal(key, { name, value: JSON.stringify((JSON.parse(text) as Literals).value) });
        for (const each of digests) ledger.keepSpill(key, each);
      });
      look();
    },
    async delete(id) {
      const own = stubbornly(ledger, () => {
        const row = free(rowOf(id));
        const digests = ledger.ownSpills(row.key);
        ledger.delete(row.key);
        return digests;
      });
      for (const each of own) await blobs.delete(uriOf(blobs, each));
    },

    watch(each) {
      looks.add(each);
      watching();
      return () => {
        looks.delete(each);
        watching();
      };
    },
    async [Symbol.asyncDispose]() {
      for (const { recorder } of [...held.values()]) await recorder.release();
      looks.clear();
      watching();
      ledger.close();
    },
  };

  function readerOf({ key, id }: RunRow): () => Promise<readonly Event[]> {
    const decoder = new Decoder(id);
    let next = 0;
    return async () => {
      const batches = ledger.batches(key, next);
      const events = batches.flatMap((batch) => decoder.read(batch));
      next += events.length;
      await growAll(events, batches, true);
      return events;
    };
  }

  async function growAll(events: readonly Event[], batches: readonly Batch[], withInputs: boolean): Promise<void> {
    if (!batches.some((batch) => batch.events.includes(stubMark))) return;
    for (const event of events) await growEvent(event, withInputs);
  }

  async function growEvent(event: Event, withInputs: boolean): Promise<void> {
    // The event was made here a moment ago, and nobody else has it.
    const own = event as { inputs?: Literals; outputs?: Literals };
    if (own.outputs !== undefined) own.outputs = await restore(own.outputs, blobs);
    if (withInputs && own.inputs !== undefined) own.inputs = await restore(own.inputs, blobs);
  }
}

function infoOf(row: RunRow, owed: readonly Owed[], now: number): RunInfo {
  const { id, pipeline, phase, dag, origin, createdAt, endedAt, holder, abort, parent } = row;
  const isRunning = holder !== undefined && isAlive(holder, now);
  return {
    id,
    pipeline,
    phase,
    standing: isEnd(phase) ? "ended" : isRunning ? "running" : "interrupted",
    digest: dag,
    origin: JSON.parse(origin) as Json,
    createdAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(holder === undefined ? {} : { holder: { pid: holder.pid, host: holder.host } }),
    ...(abort === undefined ? {} : { abort }),
    ...(parent === undefined ? {} : { parent }),
    ...(owed.length === 0 ? {} : { owed }),
  };
}
