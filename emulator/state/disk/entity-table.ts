import type { Database } from "../../../lib/sqlite/index.js";
import type { Table } from "../table.js";
import type { WriteBehind } from "./write-behind.js";

/** A row as it lies in the file: facts that JSON holds, a message, and one more. */
export interface Kept {
  readonly facts: object;
  readonly message?: Uint8Array;
  readonly extra?: Uint8Array;
}

/** How rows of one kind are kept. */
export interface Codec<Row> {
  readonly kind: string;
  encode(row: Row): Kept;
  decode(kept: StoredEntity): Row;
}

/** A row as it was read. */
export interface StoredEntity {
  /** What `encode` gave as facts. */
  readonly facts: Readonly<Record<string, string | number>>;
  readonly message: Uint8Array;
  readonly extra: Uint8Array;
}

interface Record_ {
  readonly key: string;
  readonly facts: string;
  readonly message: Uint8Array | null;
  readonly extra: Uint8Array | null;
}

const nothing = new Uint8Array();

/**
 * Rows that are few and often asked for: all of them in memory, each understood when it is first asked for, and every
 * change written.
 */
export function entityTable<Row>(
  database: Database,
  behind: WriteBehind,
  { kind, encode, decode }: Codec<Row>,
): Table<Row> {
  const put = database.prepare(
    `INSERT INTO entities (kind, key, facts, message, extra) VALUES ('${kind}', ?, ?, ?, ?)
     ON CONFLICT (kind, key) DO UPDATE SET facts = excluded.facts, message = excluded.message, extra = excluded.extra`,
  );
  const drop = database.prepare(`DELETE FROM entities WHERE kind = '${kind}' AND key = ?`);
  const stored = database
    .prepare<Record_>(`SELECT key, facts, message, extra FROM entities WHERE kind = '${kind}' ORDER BY place`)
    .all();
  const rows = new Map<string, Late<Row>>(
    stored.map(({ key, facts, message, extra }) => [
      key,
      late(() => decode({ facts: JSON.parse(facts), message: message ?? nothing, extra: extra ?? nothing })),
    ]),
  );
  const nameOf = (key: string) => `${kind}\n${key}`;
  return {
    get: (key) => rows.get(key)?.row,
    has: (key) => rows.has(key),
    set(key, row) {
      rows.set(key, { row });
      behind.later(nameOf(key), () => {
        const { facts, message, extra } = encode(row);
        put.run(key, JSON.stringify(facts), message ?? null, extra ?? null);
      });
    },
    delete(key) {
      rows.delete(key);
      behind.later(nameOf(key), () => void drop.run(key));
    },
    *values() {
      for (const each of rows.values()) yield each.row;
    },
    *entries() {
      for (const [key, each] of rows) yield [key, each.row];
    },
  };
}

interface Late<Row> {
  readonly row: Row;
}

function late<Row>(make: () => Row): Late<Row> {
  let made: { readonly row: Row } | undefined;
  return {
    get row() {
      made ??= { row: make() };
      return made.row;
    },
  };
}
