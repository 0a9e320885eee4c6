import type { Wanted, WantedTask } from "./command-of.js";
import type { End } from "./run-command.js";

/** How the containers of a task ended. */
export interface PodEnd extends End {
  /** Name of the container that ended it, where that is not the task's own. */
  readonly container?: string;
  /** Whether others still ran when the task's own had ended. */
  readonly hadCompany?: boolean;
}

/** Starts a container; resolves when it has ended, and rejects with the signal's reason when told to end. */
export type StartContainer = (wanted: Wanted, signal: AbortSignal) => Promise<End>;

/**
 * Runs the containers of a task as a pod does: those before it one after another, each of which must succeed, then its own with those
 * beside it, which end with it. How its own one ended is how the pod ended, unless one beside it failed before.
 */
export async function runPod(wanted: WantedTask, signal: AbortSignal, start: StartContainer): Promise<PodEnd> {
  const { companions, ...primary } = wanted;
  if (companions === undefined) return await start(primary, signal);
  const company = createCompany(signal, start);
  try {
    for (const container of companions.before) {
      if (container.stays) company.join(container);
      else {
        const end = await start(container, signal);
        if (end.exitCode !== 0) return { ...end, ...nameOf(container) };
      }
    }
    for (const container of companions.beside) company.join(container);
    const end = await start(primary, signal);
    if (company.size > 0) return { ...end, hadCompany: true };
    return end.exitCode === 0 && company.failed !== undefined ? company.failed : end;
  } finally {
    await company.end();
  }
}

function createCompany(signal: AbortSignal, start: StartContainer) {
  const own = new AbortController();
  const ending = AbortSignal.any([signal, own.signal]);
  const open = new Set<Promise<void>>();
  let failed: PodEnd | undefined;
  return {
    get size() {
      return open.size;
    },
    get failed() {
      return failed;
    },
    join(container: Wanted) {
      const running = start(container, ending).then(
        (end) => {
          if (end.exitCode !== 0) failed ??= { ...end, ...nameOf(container) };
        },
        () => {
          // One that could not be started is as one that failed at once.
          if (!ending.aborted) failed ??= { exitCode: 127, ...nameOf(container) };
        },
      );
      const joined = running.finally(() => open.delete(joined));
      open.add(joined);
    },
    async end() {
      own.abort(new Error("the task's own container has ended"));
      await Promise.all(open);
    },
  };
}

function nameOf({ name }: Wanted): { readonly container?: string } {
  return name === undefined ? {} : { container: name };
}
