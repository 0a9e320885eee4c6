import { entry } from "../entry.js";

/** What can go wrong with the database files of a state folder. */
export const state = {
  STATE_LOCKED: entry<{ file: string; pid?: number | undefined; since?: string | undefined }>(
    "BackendError",
    ({ file, pid, since }) =>
      `${file} is in use by ${pid === undefined ? "another process" : `process ${pid}`}${since === undefined ? "" : `, since ${since}`}`,
    ({ pid }) => `Stop ${pid === undefined ? "that process" : `process ${pid}`}, or choose another --state folder.`,
  ),
  STATE_DAMAGED: entry<{ file: string; why: string }>(
    "BackendError",
    ({ file, why }) => `${file} is damaged: ${why}`,
    ({ file }) => `Put back a copy of ${file}, or move it away: a new one is made.`,
  ),
  STATE_UNWRITABLE: entry<{ file: string; why: string }>(
    "BackendError",
    ({ file, why }) => `${file} cannot be written: ${why}`,
    "Check that this user may write the folder and the files in it, or choose another --state folder.",
  ),
  STATE_DISK_FULL: entry<{ file: string }>(
    "BackendError",
    ({ file }) => `the disk of ${file} is full; what was written before is kept`,
    "Free some room, then do it again.",
  ),
  STATE_NEWER: entry<{ file: string; version: number; known: number }>(
    "BackendError",
    ({ file, version, known }) => `${file} has schema ${version}, and this flytepath knows up to ${known}`,
    "Use the newer flytepath that wrote it, or choose another --state folder.",
  ),
  STATE_CLOSED: entry<{ file: string }>(
    "BugError",
    ({ file }) => `${file} is used after it was closed`,
    "Keep the database open until everything that uses it has ended.",
  ),
  STATE_REFUSED: entry<{ file: string; why: string }>(
    "BugError",
    ({ file, why }) => `SQLite refused a statement on ${file}: ${why}`,
    "Report this with the steps that led to it.",
  ),
};
