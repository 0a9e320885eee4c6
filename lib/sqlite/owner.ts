import type { Database as Connection } from "libsql";
import { failure } from "../errors/index.js";
import { load } from "./load.js";
import { translate } from "./translate.js";

/** A file that this process holds. */
export interface Claim {
  /** Whether its last owner died without giving it up. */
  readonly isInherited: boolean;
  release(): void;
}

/**
 * Holds a file for this process until it is given up or the process ends, however it ends: the lock is one of the
 * system's, on a small database beside the file that says whose it is. Fails with `STATE_LOCKED`.
 */
export function claim(file: string, now: number): Claim {
  const path = `${file}-owner`;
  const connection = load(path, 0);
  try {
    connection.exec("CREATE TABLE IF NOT EXISTS owner (pid INTEGER, since TEXT); BEGIN IMMEDIATE");
    const isInherited = ownerIn(connection) !== undefined;
    const since = new Date(now).toISOString();
    connection.exec(
      `DELETE FROM owner; INSERT INTO owner VALUES (${process.pid}, '${since}'); COMMIT; BEGIN IMMEDIATE`,
    );
    return {
      isInherited,
      release() {
        connection.exec("DELETE FROM owner; COMMIT");
        connection.close();
      },
    };
  } catch (cause) {
    const error = isTaken(cause) ? failure("STATE_LOCKED", { file, ...ownerIn(connection) }, { cause }) : undefined;
    connection.close();
    throw error ?? translate(path, cause);
  }
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "SQLITE_BUSY";
}

function ownerIn(connection: Connection): { readonly pid: number; readonly since: string } | undefined {
  try {
    const [row] = connection.prepare("SELECT pid, since FROM owner").all();
    // The table is made above.
    return row as { pid: number; since: string } | undefined;
  } catch {
    return undefined;
  }
}
