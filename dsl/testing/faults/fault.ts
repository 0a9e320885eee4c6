/**
 * What goes wrong. Ends of the run's owner: `crash` (it stops dead) and `disk full` (it can write no more). Failures: `unavailable`
 * (a call does not reach the backend), `lost reply` (it does, and nobody hears of it), `store away` (a file of a step is neither
 * read nor written), `killed worker` and `killed child` (the thread, or the process, of a task is killed). And what changes nothing by
 * itself: `duplicate` (a call is delivered twice) and `delay`.
 */
export type FaultKind = (typeof faultKinds)[number];

/** All that can be made. */
export const faultKinds = [
  "crash",
  "disk full",
  "unavailable",
  "lost reply",
  "store away",
  "killed worker",
  "killed child",
  "duplicate",
  "delay",
] as const;

/** A fault that was made. */
export interface Fault {
  readonly kind: FaultKind;
  /** The point and how often it had been passed: `after commit #3`, `before CreateExecution nightly-train-0 #1`. */
  readonly at: string;
}

/** Which faults are made. */
export interface FaultOptions {
  /** The same seed makes the same faults at the same points. */
  readonly seed: number;
  /** Default: all. */
  readonly kinds?: readonly FaultKind[];
  /** Chance of a fault at each point, from 0 to 1; default: 0.01 to 0.15, as the seed has it. */
  readonly rate?: number;
  /** How often the owner is ended at most; default 8. */
  readonly ends?: number;
  /** How many failures there are at most; default 3, which any step survives. */
  readonly failures?: number;
  /** How many there are at most that change nothing by themselves; default 20. */
  readonly others?: number;
  /** Told of each fault as it is made. */
  readonly onFault?: (fault: Fault) => void;
}
