import type { Event, NodeEvent, RunEvent, TaskEvent } from "../event.js";
import type { Prior } from "../prior/prior.js";
import type { Clock } from "./clock.js";

type Unstamped<E extends Event> = Omit<E, "run" | "seq" | "at">;
/** An event before it has its place in the history of a run. */
export type Happening = Unstamped<RunEvent> | Unstamped<NodeEvent> | Unstamped<TaskEvent>;

/** Tells what happens in a run to whoever listens. */
export interface Recorder {
  /** Undefined where the listener answered at once; else wait for it before acting on what happened. */
  tell(happening: Happening): Promise<void> | undefined;
}

/** What a recorder stamps events with and sends them to. */
export interface RecorderOptions {
  readonly run: string;
  readonly clock: Clock;
  readonly onEvent: ((event: Event) => void | Promise<void>) | undefined;
  /** Called when the listener fails: what cannot be recorded must not go on. */
  onBroken(error: unknown): void;
  /** What has been told before: it is not told again, and numbers go on from there. */
  readonly prior?: Prior | undefined;
}

/** Numbers and dates events and hands them on, in order, one call for each; a listener's failure never escapes. */
export function createRecorder({ run, clock, onEvent, onBroken, prior }: RecorderOptions): Recorder {
  if (onEvent === undefined) return { tell: () => undefined };
  let seq = prior?.next ?? 0;
  return {
    tell(happening) {
      if (prior?.told(happening)) return undefined;
      try {
        // What is told was made for this call alone, so it is stamped and not copied.
        const told = onEvent(Object.assign(happening, { run, seq: seq++, at: clock.now() }) as Event);
        return told === undefined ? undefined : Promise.resolve(told).catch(onBroken);
      } catch (error) {
        onBroken(error);
        return undefined;
      }
    },
  };
}
