export { forsake, type Holder, isAlive, thisProcess } from "./holder.js";
export type { Journal, Listeners, NewRun, RunInfo, TakeOptions, Taken } from "./journal.js";
export type { Ledger, Owed, RunFilter } from "./ledger/ledger.js";
export { type JournalOptions, memoryJournal, openJournal } from "./open-journal.js";
export type { Recording } from "./recording.js";
