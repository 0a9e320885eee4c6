import type { Database as Connection, Statement as Prepared } from "libsql";
import { failure } from "../errors/index.js";
import type { Cell, Database, Statement, Written } from "./database.js";
import { translate } from "./translate.js";

/** Wraps a connection so that its rows are plain objects and its errors say what to do; `closed` runs once, after it. */
export function connect(file: string, connection: Connection, closed: () => void): Database {
  let isOpen = true;

  // The native code ends the process when a statement is used after its database was closed.
  function guarded<Result>(work: () => Result): Result {
    if (!isOpen) throw failure("STATE_CLOSED", { file });
    try {
      return work();
    } catch (error) {
      throw translate(file, error);
    }
  }

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    try {
      connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
      // Another connection is at work, or the disk is full: the log stays, and is read at the next opening.
    }
    connection.close();
    closed();
  }

  return {
    file,
    prepare: (sql) => statement(guarded, () => connection.prepare(sql)),
    exec: (sql) => guarded(() => void connection.exec(sql)),
    transaction(work) {
      if (!isOpen) throw failure("STATE_CLOSED", { file });
      if (connection.inTransaction) return work();
      guarded(() => connection.exec("BEGIN IMMEDIATE"));
      try {
        const result = work();
        guarded(() => connection.exec("COMMIT"));
        return result;
      } catch (error) {
        // A full disk ends the transaction by itself.
        if (isOpen && connection.inTransaction) connection.exec("ROLLBACK");
        throw error;
      }
    },
    check() {
      const rows = guarded(() => connection.prepare("PRAGMA quick_check(1)").raw().all());
      // One column, whose text is `ok` or what is wrong.
      const [why] = (rows as readonly (readonly string[])[]).flat();
      if (why !== "ok") throw failure("STATE_DAMAGED", { file, why: why ?? "the check gave no answer" });
    },
    close,
    [Symbol.dispose]: close,
  };
}

type Guarded = <Result>(work: () => Result) => Result;

function statement<Row extends object>(guarded: Guarded, prepare: () => Prepared): Statement<Row> {
  const [prepared, names] = guarded(() => {
    const made = prepare();
    const columns = made.columns().map(({ name }) => name);
    if (columns.length > 0) made.raw();
    return [made, columns] as const;
  });
  // Raw rows are lists in the order of the columns; the caller's SQL says which those are.
  const toRow = (values: unknown) => {
    const row: Record<string, Cell> = {};
    const cells = values as readonly Cell[];
    for (let index = 0; index < names.length; index++) {
      const cell = cells[index] ?? null;
      row[names[index]!] = Buffer.isBuffer(cell) ? new Uint8Array(cell.buffer, cell.byteOffset, cell.length) : cell;
    }
    return row as Row;
  };
  return {
    run: (...values) =>
      guarded((): Written => {
        const { changes, lastInsertRowid } = prepared.run(values);
        return { changes, rowId: Number(lastInsertRowid) };
      }),
    get: (...values) =>
      guarded(() => {
        const found = prepared.get(values);
        return found === undefined ? undefined : toRow(found);
      }),
    all: (...values) => guarded(() => prepared.all(values).map(toRow)),
  };
}
