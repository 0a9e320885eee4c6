import { existsSync } from "node:fs";
import { failure } from "../errors/index.js";

// Primary result codes of SQLite, the low byte of every extended one.
const codes = { busy: 5, locked: 6, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

/** The error that tells what an error of SQLite means for the user of a file. */
export function translate(file: string, cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  switch (codeOf(cause, why)) {
    case codes.busy:
    case codes.locked:
      return failure("STATE_LOCKED", { file }, { cause });
    case codes.full:
      return failure("STATE_DISK_FULL", { file }, { cause });
    case codes.corrupt:
    case codes.notADatabase:
      return failure("STATE_DAMAGED", { file, why }, { cause });
    case codes.readOnly:
    case codes.ioError:
      return failure("STATE_UNWRITABLE", { file, why }, { cause });
    case codes.cannotOpen:
      return failure("STATE_UNWRITABLE", { file, why: existsSync(file) ? "it cannot be opened" : why }, { cause });
    default:
      return failure("STATE_REFUSED", { file, why }, { cause });
  }
}

// Failing to open is told in words alone, with the code at their end.
function codeOf(cause: unknown, why: string): number | undefined {
  const raw = cause instanceof Error && "rawCode" in cause ? cause.rawCode : undefined;
  if (typeof raw === "number") return raw & 0xff;
  const [, told] = /Unable to open connection to local database .*: (\d+)/.exec(why) ?? [];
  return told === undefined ? undefined : Number(told) & 0xff;
}
