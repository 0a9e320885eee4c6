import type { Duration, Timestamp } from "@bufbuild/protobuf/wkt";

/** A moment, to the second: `2026-11-25 20:49:27 UTC`; empty where there is none. */
export function instant(at: Timestamp | undefined): string {
  if (at === undefined) return "";
  const text = new Date(millisecondsOf(at)).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}

/** Milliseconds since the epoch. */
export function millisecondsOf({ seconds, nanos }: Timestamp | Duration): number {
  return Number(seconds) * 1000 + nanos / 1e6;
}

/** A span for people: `12 ms`, `3.4 s`, `5 min 3 s`, `2 h 5 min`; empty where there is none. */
export function span(duration: Duration | undefined): string {
  if (duration === undefined) return "";
  const milliseconds = millisecondsOf(duration);
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
