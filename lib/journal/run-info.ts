import type { Json } from "../types/index.js";
import { parsed } from "./codec/parsed.js";
import { isAlive } from "./holder.js";
import type { RunInfo } from "./journal.js";
import type { Owed, RunRow } from "./ledger/ledger.js";
import { isEnd } from "./recording.js";

/** What a row says about its run to whoever asks at a moment. */
export function infoOf(row: RunRow, owed: readonly Owed[], now: number): RunInfo {
  const { id, pipeline, phase, dag, origin, createdAt, endedAt, holder, abort, parent } = row;
  const isRunning = !isEnd(phase) && holder !== undefined && isAlive(holder, now);
  return {
    id,
    pipeline,
    phase,
    standing: isEnd(phase) ? "ended" : isRunning ? "running" : "interrupted",
    digest: dag,
    origin: parsed<Json>(origin, `how ${id} was started`),
    createdAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(holder === undefined ? {} : { holder: { pid: holder.pid, host: holder.host } }),
    ...(abort === undefined ? {} : { abort }),
    ...(parent === undefined ? {} : { parent }),
    ...(owed.length === 0 ? {} : { owed }),
  };
}
