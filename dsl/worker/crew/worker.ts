import type { FromWorker, ToWorker } from "./message.js";

/** How a worker went away by itself. */
export type Departure = { readonly how: string } | { readonly thrown: unknown };

/** A worker as the one who started it sees it. */
export interface Worker {
  post(message: ToWorker): void;
  /** Lets it go: it and all it started have ended after this, unless it ended its job cleanly and may do another. */
  release(): Promise<void>;
  /** Ends it and all that it started, at once. */
  kill(): void;
}

/** What a worker's owner listens to. */
export interface Owner {
  onMessage(message: FromWorker): void;
  /** It is gone without having said how the job ended. */
  onGone(departure: Departure): void;
  /** A line that it printed by itself. */
  onLine(line: string, stream: "stdout" | "stderr"): void;
}
