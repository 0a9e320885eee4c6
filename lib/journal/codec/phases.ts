// Written as numbers: a new phase is added at the end, and none ever moves.
const phases = [
  "QUEUED",
  "RUNNING",
  "SUCCEEDED",
  "FAILED",
  "ABORTED",
  "SKIPPED",
  "SUCCEEDING",
  "FAILING",
  "ABORTING",
  "TIMED_OUT",
  "DYNAMIC_RUNNING",
  "RECOVERED",
  "INITIALIZING",
  "WAITING_FOR_RESOURCES",
  "RETRYABLE_FAILED",
] as const;

/** The number that stands for a phase. */
export function encodePhase(phase: (typeof phases)[number]): number {
  return phases.indexOf(phase);
}

/** The phase that a number stands for. */
export function decodePhase(number: number): (typeof phases)[number] {
  return phases[number]!;
}
