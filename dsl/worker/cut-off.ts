import { failure } from "../../lib/errors/index.js";

/** What bounds a job that was told to end. */
export interface CutOff {
  readonly task: string;
  readonly signal: AbortSignal;
  /** Milliseconds from the abort to the end. */
  readonly grace: number;
  /** Ends what can be ended, when the time is over. */
  kill?(): void;
}

/**
 * Waits for work, but no longer than the grace after its signal has fired. Work that fails after an abort rejects with
 * the signal's reason; work that does not end is left, with `TASK_IGNORED_ABORT`.
 */
export async function cutOff<T>(work: Promise<T>, { task, signal, grace, kill }: CutOff): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => {};
  const end = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => {
        const more = { cause: signal.reason, retryable: false };
        reject(failure("TASK_IGNORED_ABORT", { task, milliseconds: grace }, more));
        kill?.();
      }, grace);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work.catch((error: unknown) => rethrow(error, signal)), end]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

function rethrow(error: unknown, signal: AbortSignal): never {
  throw signal.aborted ? signal.reason : error;
}
