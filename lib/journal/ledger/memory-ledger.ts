import type { Batch, Ledger, Owed, RunRow, SignalRow } from "./ledger.js";

interface Parts {
  readonly batches: Batch[];
  readonly signals: Map<string, SignalRow>;
  readonly spills: Set<string>;
  readonly owed: Map<string, Owed>;
}

/** A ledger that ends with the process: the twin of the one in a file. Transactions are kept as they go. */
export function memoryLedger(): Ledger {
  const runs = new Map<number, RunRow>();
  const keys = new Map<string, number>();
  const parts = new Map<number, Parts>();
  const dags = new Map<string, string>();
  const codes = new Map<string, string>();
  let last = 0;
  let version = 0;
  const partsOf = (key: number) => parts.get(key)!;
  return {
    transaction(work) {
      version += 1;
      return work();
    },
    insert(run) {
      if (keys.has(run.id)) return undefined;
      last += 1;
      keys.set(run.id, last);
      runs.set(last, { ...run, key: last, endedAt: undefined, outcome: undefined, abort: undefined });
      parts.set(last, { batches: [], signals: new Map(), spills: new Set(), owed: new Map() });
      return last;
    },
    find: (id) => runs.get(keys.get(id) ?? 0),
    list: ({ pipeline, phases, limit = 1000 }) =>
      [...runs.values()]
        .filter((run) => pipeline === undefined || run.pipeline === pipeline)
        .filter(({ phase }) => phases === undefined || phases.includes(phase))
        .sort((a, b) => b.createdAt - a.createdAt || b.key - a.key)
        .slice(0, limit),
    change(key, change) {
      version += 1;
      runs.set(key, { ...runs.get(key)!, ...change });
    },
    beat(key, token, at) {
      const run = runs.get(key);
      if (run?.holder?.token !== token) return false;
      runs.set(key, { ...run, holder: { ...run.holder, beat: at } });
      return true;
    },
    holds: (key, token) => runs.get(key)?.holder?.token === token,
    delete(key) {
      keys.delete(runs.get(key)?.id ?? "");
      runs.delete(key);
      parts.delete(key);
      const used = new Set([...runs.values()].flatMap(({ dag, code }) => [dag, code]));
      for (const kept of [dags, codes]) {
        for (const digest of kept.keys()) if (!used.has(digest)) kept.delete(digest);
      }
    },
    keepDag: (digest, json) => void dags.set(digest, json),
    dag: (digest) => dags.get(digest),
    keepCode: (digest, text) => void codes.set(digest, text),
    code: (digest) => codes.get(digest),
    append: (key, batch) => void partsOf(key).batches.push(batch),
    batches: (key, from) => (parts.get(key)?.batches ?? []).filter(({ seq, count }) => seq + count > from),
    length(key) {
      const batch = parts.get(key)?.batches.at(-1);
      return batch === undefined ? 0 : batch.seq + batch.count;
    },
    signal: (key, signal) => void partsOf(key).signals.set(signal.name, signal),
    signals: (key) => [...(parts.get(key)?.signals.values() ?? [])],
    owe(key, owed) {
      const at = `${owed.place} ${owed.execution}`;
      const known = partsOf(key).owed.get(at);
      const { why: _, ...rest } = known ?? owed;
      partsOf(key).owed.set(at, { ...rest, ...(owed.why === undefined ? {} : { why: owed.why }) });
    },
    owed: (key) => [...(parts.get(key)?.owed.values() ?? [])],
    settle: (key, { place, execution }) => void parts.get(key)?.owed.delete(`${place} ${execution}`),
    keepSpill: (key, digest) => void partsOf(key).spills.add(digest),
    ownSpills(key) {
      const others = new Set([...parts].filter(([other]) => other !== key).flatMap(([, { spills }]) => [...spills]));
      return [...(parts.get(key)?.spills ?? [])].filter((digest) => !others.has(digest));
    },
    version: () => version,
    close() {},
  };
}
