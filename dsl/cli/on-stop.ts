import { exitCode } from "./exit-code.js";

const causes = {
  SIGINT: "aborted by the user (Ctrl-C)",
  SIGTERM: "the process was asked to end (SIGTERM)",
  SIGHUP: "the terminal was closed (SIGHUP)",
} as const;
const signals = Object.keys(causes) as readonly (keyof typeof causes)[];

/** A request to end the process, and what it is told as. */
export interface Stop {
  readonly signal: string;
  readonly cause: string;
}

/**
 * Calls back at the first request to stop. A second one ends the process at once, for a person who does not want to wait
 * until all work has been told. Gives a function that stops listening.
 */
export function onStop(stop: (request: Stop) => void): () => void {
  let asked = false;
  const listener = (signal: NodeJS.Signals) => {
    if (asked) process.exit(exitCode.aborted);
    asked = true;
    stop({ signal, cause: causes[signal as keyof typeof causes] });
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
