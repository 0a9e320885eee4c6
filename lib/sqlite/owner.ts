import { rmSync } from "node:fs";
import { FlytepathError, failure } from "../errors/index.js";
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
  try {
    return claimBy(path, now);
  } catch (cause) {
    if (isTaken(cause)) throw failure("STATE_LOCKED", { file, ...ownerIn(path) }, { cause });
    const error = FlytepathError.is(cause) ? cause : translate(path, cause);
    if (!(FlytepathError.is(error) && error.code === "STATE_DAMAGED")) throw error;
    // Of a power loss, which takes the lock along: what it says is not worth the wait for the disk, nor keeping.
    for (const part of [path, `${path}-journal`]) rmSync(part, { force: true });
    return claimBy(path, now);
  }
}

function claimBy(path: string, now: number): Claim {
  const connection = load(path, 0);
  try {
    connection.exec(
      "PRAGMA synchronous = OFF; CREATE TABLE IF NOT EXISTS owner (pid INTEGER, since TEXT); BEGIN IMMEDIATE",
    );
    const isInherited = connection.prepare("SELECT pid FROM owner").all().length > 0;
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
  } catch (error) {
    connection.close();
    throw error;
  }
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "SQLITE_BUSY";
}

function ownerIn(path: string): { readonly pid: number; readonly since: string } | undefined {
  const connection = load(path, 0);
  try {
    const [row] = connection.prepare("SELECT pid, since FROM owner").all();
    // The table is made by whoever holds it.
    return row as { pid: number; since: string } | undefined;
  } catch {
    return undefined;
  } finally {
    connection.close();
  }
}
