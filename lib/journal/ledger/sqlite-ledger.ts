import type { RunPhase } from "../../engine/index.js";
import { type Cell, type DatabaseOptions, openDatabase } from "../../sqlite/index.js";
import type { Holder } from "../holder.js";
import type { Batch, Ledger, Owed, RunChange, RunRow, SignalRow } from "./ledger.js";
import { schema } from "./schema.js";

interface Kept {
  readonly key: number;
  readonly id: string;
  readonly pipeline: string;
  readonly dag: string;
  readonly code: string | null;
  readonly inputs: string;
  readonly origin: string;
  readonly phase: string;
  readonly created_at: number;
  readonly ended_at: number | null;
  readonly outcome: string | null;
  readonly token: string | null;
  readonly pid: number | null;
  readonly host: string | null;
  readonly mark: string | null;
  readonly beat: number | null;
  readonly abort: string | null;
  readonly parent: string | null;
}

/** A ledger in a SQLite file, which many processes may have open at once. Fails as `openDatabase` does. */
export function sqliteLedger(file: string, options: Pick<DatabaseOptions, "durability" | "wait"> = {}): Ledger {
  const { wait, ...rest } = options;
  // Making the file and its tables may take others a while; later calls must not hold up what else this process does.
  const database = openDatabase(file, { schema, ...rest });
  if (wait !== undefined) database.exec(`PRAGMA busy_timeout = ${wait}`);
  const statements = new Map<string, ReturnType<typeof database.prepare>>();
  // Prepared when first needed: most processes need few of them.
  const sql = <Row extends object = Readonly<Record<string, Cell>>>(text: string) => {
    const known = statements.get(text) ?? database.prepare(text);
    statements.set(text, known);
    return known as unknown as ReturnType<typeof database.prepare<Row>>;
  };
  return {
    transaction: (work) => database.transaction(work),
    insert({ id, pipeline, dag, code, inputs, origin, phase, createdAt, holder, parent }) {
      const { changes, rowId } = sql(
        "INSERT INTO runs (id, pipeline, dag, code, inputs, origin, phase, created_at, token, pid, host, mark, beat, parent) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING",
      ).run(id, pipeline, dag, code ?? null, inputs, origin, phase, createdAt, ...cellsOf(holder), parent ?? null);
      return changes === 0 ? undefined : rowId;
    },
    find(id) {
      const found = sql<Kept>("SELECT * FROM runs WHERE id = ?").get(id);
      return found === undefined ? undefined : toRow(found);
    },
    list({ pipeline, phases, limit = 1000 }) {
      const wanted = phases === undefined ? "" : ` AND phase IN (${phases.map(() => "?").join(",")})`;
      const text = `SELECT * FROM runs WHERE (? IS NULL OR pipeline = ?)${wanted} ORDER BY created_at DESC, key DESC LIMIT ?`;
      return sql<Kept>(text)
        .all(pipeline ?? null, pipeline ?? null, ...(phases ?? []), limit)
        .map(toRow);
    },
    change(key, change) {
      const columns = Object.entries(columnsOf(change));
      sql(`UPDATE runs SET ${columns.map(([name]) => `${name} = ?`).join(", ")} WHERE key = ?`).run(
        ...columns.map(([, value]) => value),
        key,
      );
    },
    beat: (key, token, at) =>
      sql("UPDATE runs SET beat = ? WHERE key = ? AND token = ?").run(at, key, token).changes > 0,
    holds: (key, token) => sql("SELECT 1 FROM runs WHERE key = ? AND token = ?").get(key, token) !== undefined,
    delete(key) {
      for (const table of ["batches", "signals", "spills", "owed"]) sql(`DELETE FROM ${table} WHERE run = ?`).run(key);
      sql("DELETE FROM runs WHERE key = ?").run(key);
      sql("DELETE FROM dags WHERE digest NOT IN (SELECT dag FROM runs)").run();
      sql("DELETE FROM codes WHERE digest NOT IN (SELECT code FROM runs WHERE code IS NOT NULL)").run();
    },
    keepDag: (digest, json) => void sql("INSERT OR IGNORE INTO dags VALUES (?, ?)").run(digest, json),
    dag: (digest) => sql<{ json: string }>("SELECT json FROM dags WHERE digest = ?").get(digest)?.json,
    keepCode: (digest, text) => void sql("INSERT OR IGNORE INTO codes VALUES (?, ?)").run(digest, text),
    code: (digest) => sql<{ text: string }>("SELECT text FROM codes WHERE digest = ?").get(digest)?.text,
    append: (key, { seq, count, events }) =>
      void sql("INSERT INTO batches VALUES (?, ?, ?, ?)").run(key, seq, count, events),
    batches: (key, from) =>
      sql<Batch>("SELECT seq, count, events FROM batches WHERE run = ? AND seq + count > ? ORDER BY seq").all(
        key,
        from,
      ),
    length(key) {
      const last = sql<Batch>("SELECT seq, count FROM batches WHERE run = ? ORDER BY seq DESC LIMIT 1").get(key);
      return last === undefined ? 0 : last.seq + last.count;
    },
    signal: (key, { name, value }) => void sql("INSERT OR REPLACE INTO signals VALUES (?, ?, ?)").run(key, name, value),
    signals: (key) => sql<SignalRow>("SELECT name, value FROM signals WHERE run = ? ORDER BY rowid").all(key),
    owe: (key, { place, execution, cause, at, why }) =>
      void sql(
        "INSERT INTO owed VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (run, place, execution) DO UPDATE SET why = excluded.why",
      ).run(key, place, execution, cause, at, why ?? null),
    owed: (key) =>
      sql<Omit<Owed, "why"> & { readonly why: string | null }>(
        "SELECT place, execution, cause, at, why FROM owed WHERE run = ? ORDER BY at",
      )
        .all(key)
        .map(({ why, ...owed }) => ({ ...owed, ...(why === null ? {} : { why }) })),
    settle: (key, { place, execution }) =>
      void sql("DELETE FROM owed WHERE run = ? AND place = ? AND execution = ?").run(key, place, execution),
    keepSpill: (key, digest) => void sql("INSERT OR IGNORE INTO spills VALUES (?, ?)").run(key, digest),
    ownSpills: (key) =>
      sql<{ digest: string }>(
        "SELECT digest FROM spills WHERE run = ? AND digest NOT IN (SELECT digest FROM spills WHERE run <> ?)",
      )
        .all(key, key)
        .map(({ digest }) => digest),
    version: () => sql<{ data_version: number }>("PRAGMA data_version").get()?.data_version ?? 0,
    close: () => database.close(),
  };
}

function cellsOf(holder: Holder | undefined): readonly Cell[] {
  if (holder === undefined) return [null, null, null, null, null];
  return [holder.token, holder.pid, holder.host, holder.mark, holder.beat];
}

function columnsOf(change: RunChange): Readonly<Record<string, Cell>> {
  const { holder, endedAt, ...rest } = change;
  const [token, pid, host, mark, beat] = cellsOf(holder) as [Cell, Cell, Cell, Cell, Cell];
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, value ?? null])),
    ...("endedAt" in change ? { ended_at: endedAt ?? null } : {}),
    ...("holder" in change ? { token, pid, host, mark, beat } : {}),
  };
}

function toRow({
  token,
  pid,
  host,
  mark,
  beat,
  created_at,
  ended_at,
  outcome,
  abort,
  parent,
  phase,
  code,
  ...rest
}: Kept): RunRow {
  return {
    ...rest,
    // Only phases are ever written there.
    phase: phase as RunPhase,
    code: code ?? undefined,
    createdAt: created_at,
    endedAt: ended_at ?? undefined,
    outcome: outcome ?? undefined,
    abort: abort ?? undefined,
    parent: parent ?? undefined,
    holder: token === null ? undefined : { token, pid: pid ?? 0, host: host ?? "", mark: mark ?? "", beat: beat ?? 0 },
  };
}
