import { join } from "node:path";
import { type BlobStore, folderBlobs, memoryBlobs } from "../blobs/index.js";
import type { Dag } from "../dag/index.js";
import type { Literals } from "../types/index.js";
import { readOutcome } from "./codec/outcome.js";
import { parsed } from "./codec/parsed.js";
import { restore } from "./codec/spill.js";
import { createCommits, stubbornly } from "./commits.js";
import { readerOf } from "./history.js";
import { beginRun, freeRow, type HoldingParts, rowOf, takeRun } from "./holding.js";
import type { Journal } from "./journal.js";
import type { Ledger } from "./ledger/ledger.js";
import { memoryLedger } from "./ledger/memory-ledger.js";
import { sqliteLedger } from "./ledger/sqlite-ledger.js";
import { createOutlook } from "./outlook.js";
import { isEnd } from "./recording.js";
import { infoOf } from "./run-info.js";
import { createValues } from "./values.js";

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

/** A journal over a ledger. @internal */
export function createJournal(
  ledger: Ledger,
  { blobs, now }: { readonly blobs: BlobStore; readonly now: () => number },
): Journal {
  const values = createValues(blobs);
  const outlook = createOutlook(ledger, values, now);
  const parts: HoldingParts = { ledger, blobs, now, values, outlook, commits: createCommits(ledger, { now }) };
  const row = (id: string) => rowOf(ledger, id);
  return {
    begin: (run, listeners = {}) => beginRun(parts, run, listeners),
    take: (id, options = {}) => takeRun(parts, id, options),
    ...wishes(parts),

    find(id) {
      const found = ledger.find(id);
      return found === undefined ? undefined : infoOf(found, ledger.owed(found.key), now());
    },
    list: (filter = {}) => ledger.list(filter).map((each) => infoOf(each, ledger.owed(each.key), now())),
    dag: (id) => parsed<Dag>(ledger.dag(row(id).dag), `the pipeline of ${id}`),
    code(id) {
      const { code } = row(id);
      return code === undefined ? undefined : ledger.code(code);
    },
    inputs: async (id) => await values.read(row(id).inputs),
    async outcome(id) {
      const { outcome } = row(id);
      if (outcome === undefined) return undefined;
      const { outputs, ...rest } = readOutcome(outcome);
      return { ...rest, ...(outputs === undefined ? {} : { outputs: await restore(outputs, blobs) }) };
    },
    events: async (id, options) => await readerOf(ledger, blobs, { row: row(id), ...options })(),
    reader: (id) => readerOf(ledger, blobs, { row: row(id) }),

    async delete(id) {
      const own = stubbornly(ledger, () => {
        const { key } = freeRow(ledger, id, now());
        const digests = ledger.ownSpills(key);
        ledger.delete(key);
        return digests;
      });
      await values.forget(own);
    },
    watch: (each) => outlook.watch(each),
    async [Symbol.asyncDispose]() {
      await outlook.close();
      ledger.close();
    },
  };
}

type Wishes = Pick<Journal, "requestAbort" | "giveSignal" | "owe" | "settle">;

// What anybody may write about a run, whoever holds it.
function wishes({ ledger, values, outlook }: HoldingParts): Wishes {
  return {
    requestAbort(id, cause) {
      stubbornly(ledger, () => {
        const { key, phase, abort } = rowOf(ledger, id);
        if (!isEnd(phase) && abort === undefined) ledger.change(key, { abort: cause });
      });
      outlook.look();
    },
    async giveSignal(id, name, value) {
      const { key } = rowOf(ledger, id);
      const { text, digests } = await values.keep({ value });
      stubbornly(ledger, () => {
        ledger.signal(key, { name, value: JSON.stringify((JSON.parse(text) as Literals).value) });
        for (const each of digests) ledger.keepSpill(key, each);
      });
      outlook.look();
    },
    owe(id, owed) {
      ledger.transaction(() => ledger.owe(rowOf(ledger, id).key, owed));
    },
    settle(id, owed) {
      ledger.transaction(() => ledger.settle(rowOf(ledger, id).key, owed));
    },
  };
}
