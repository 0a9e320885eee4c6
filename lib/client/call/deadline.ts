import { Code, ConnectError } from "@connectrpc/connect";

const longest = 30_000;

/**
 * Gives work a signal that fires with the caller's, or with DEADLINE_EXCEEDED after half a minute. The deadline is not told
 * to the server, which would keep a timer of its own: of a server in this process, one that outlives a call that is
 * broken off.
 */
export async function withDeadline<T>(
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort(signal?.reason);
  const expire = () => controller.abort(new ConnectError("the operation timed out", Code.DeadlineExceeded));
  const timer = setTimeout(expire, longest);
  if (signal?.aborted === true) stop();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
