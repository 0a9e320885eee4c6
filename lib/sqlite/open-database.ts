import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { failure } from "../errors/index.js";
import { connect } from "./connect.js";
import type { Database } from "./database.js";
import { load } from "./load.js";
import { claim } from "./owner.js";

/** How a database is opened. */
export interface DatabaseOptions {
  /**
   * Statements that bring a file from one version of its schema to the next, the first from an empty file; the version
   * is kept in the file. Entries are added at the end and never changed.
   */
  readonly schema: readonly string[];
  /**
   * What a commit survives: `full` a power loss (each commit waits for the disk), `normal` the death of the process, and a
   * power loss without the last commits; `off` neither is waited for. The file stays sound with all but `off`. Default `full`.
   */
  readonly durability?: "full" | "normal" | "off";
  /** One owner at a time: another exclusive opening fails with `STATE_LOCKED`, which names this process; default false. */
  readonly exclusive?: boolean;
  /** Milliseconds that a call waits for another process's transaction; default 5000. */
  readonly wait?: number;
  /** Default: the system's clock. */
  readonly now?: () => number;
}

// Reading all of a larger file would be felt at the start.
const largestCheck = 64 * 1024 * 1024;

/**
 * Opens a SQLite file in WAL mode, or `:memory:`; makes it and its folder where there is none, and brings its schema up to date.
 * With `exclusive`, a file whose last owner died is checked first. Fails with `STATE_LOCKED`, `STATE_DAMAGED`,
 * `STATE_UNWRITABLE`, `STATE_DISK_FULL`, or `STATE_NEWER` for a schema that is not known here.
 */
export function openDatabase(path: string, options: DatabaseOptions): Database {
  const { schema, durability = "full", exclusive = false, wait = 5000, now = Date.now } = options;
  const isMemory = path === ":memory:";
  const file = isMemory ? path : resolve(path);
  if (!isMemory) makeFolder(file);
  const claimed = exclusive && !isMemory ? claim(file, now()) : undefined;
  let database: Database | undefined;
  try {
    database = connect(file, load(file, wait), () => claimed?.release());
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}; PRAGMA temp_store = MEMORY`);
    if (claimed?.isInherited && statSync(file).size <= largestCheck) database.check();
    migrate(database, schema);
    return database;
  } catch (error) {
    if (database === undefined) claimed?.release();
    else database.close();
    throw error;
  }
}

function makeFolder(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw failure("STATE_UNWRITABLE", { file, why }, { cause });
  }
}

function migrate(database: Database, schema: readonly string[]): void {
  const version = () => database.prepare<{ user_version: number }>("PRAGMA user_version").get()?.user_version ?? 0;
  const known = schema.length;
  if (version() === known) return;
  database.transaction(() => {
    const found = version();
    if (found > known) throw failure("STATE_NEWER", { file: database.file, version: found, known });
    for (const step of schema.slice(found)) database.exec(step);
    database.exec(`PRAGMA user_version = ${known}`);
  });
}
