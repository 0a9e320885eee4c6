import { type Backend, type Timer, type ExecutionId, terminate, watch } from "../../../lib/client/index.js";
import type { RunEvent } from "../../../lib/engine/index.js";
import { FlytepathError } from "../../../lib/errors/index.js";
import type { Owed } from "../../../lib/journal/index.js";

/** The end of an execution that the run asks for. */
export interface Ending {
  readonly backend: Backend;
  /** Connection of the step that started it; absent for the backend of the run. */
  readonly connection: string | undefined;
  readonly id: ExecutionId;
  readonly cause: string;
}

/** Where ends are kept that nobody has been told of yet. */
export interface Debts {
  owe(owed: Owed): void;
  settle(owed: Pick<Owed, "place" | "execution">): void;
}

/** Ends executions, and remembers those that could not be told. */
export interface Endings {
  /** Keeps the ends from now on, so that whoever opens the run next can tell what this process could not. */
  keepIn(debts: Debts): void;
  /** Notes an end before anybody is told of it. */
  owe(ending: Ending): void;
  /** Takes the note back: the execution has ended by itself. */
  settle(ending: Ending): void;
  /** Terminates an execution and waits a few seconds for its end; what cannot be told stays noted. Never rejects. */
  end(ending: Ending): Promise<void>;
  /** Whether this run has asked for the end of an execution. */
  asked(backend: Backend, id: ExecutionId): boolean;
  /** The ends that are still to be told. */
  left(): readonly Owed[];
}

// Whoever aborts a run does not wait for longer: what is kept is told later. Without that, it is now or never.
const patience = { kept: 4_000, forgotten: 30_000 };

/** Makes the endings of one run. */
export function createEndings(clock: Timer | undefined): Endings {
  const asked = new Set<string>();
  const open = new Map<string, Owed>();
  let debts: Debts | undefined;
  const note = ({ backend, connection = "", id, cause }: Ending, why?: string) => {
    const key = keyOf(backend, id);
    asked.add(key);
    const known = open.get(key);
    if (known !== undefined && known.why === why) return;
    const owed = {
      place: connection,
      execution: nameOf(id),
      cause,
      at: Date.now(),
      ...(why === undefined ? {} : { why }),
    };
    open.set(key, owed);
    // A journal that cannot be written must not keep the end from being told.
    quietly(() => debts?.owe(owed));
  };
  const settle = ({ backend, id, connection = "" }: Pick<Ending, "backend" | "id" | "connection">) => {
    if (!open.delete(keyOf(backend, id))) return;
    // It may be closed by now; who opens it next finds the execution over.
    quietly(() => debts?.settle({ place: connection, execution: nameOf(id) }));
  };
  return {
    keepIn(kept) {
      debts = kept;
      for (const owed of open.values()) quietly(() => kept.owe(owed));
    },
    owe: (ending) => note(ending),
    settle,
    async end(ending) {
      const { backend, id, cause } = ending;
      note(ending);
      try {
        const forMs = debts === undefined ? patience.forgotten : patience.kept;
        const wasRunning = await terminate(backend, id, cause, { clock, patience: forMs });
        settle(ending);
        // Flyte acknowledges at once and acts a little later.
        if (wasRunning)
          await watch(backend, id, { signal: AbortSignal.timeout(3_000), ...(clock && { clock }) }).catch(() => {});
      } catch (error) {
        // Nothing of that name was ever started.
        if (FlytepathError.is(error) && error.code === "BACKEND_EXECUTION_UNKNOWN") settle(ending);
        else note(ending, causeOf(error));
      }
    },
    asked: (backend, id) => asked.has(keyOf(backend, id)),
    left: () => [...open.values()],
  };
}

/** Names an execution among those of all backends. */
export function keyOf(backend: Backend, id: ExecutionId): string {
  return `${backend.name}/${nameOf(id)}`;
}

function nameOf({ project, domain, name }: ExecutionId): string {
  return `${project}/${domain}/${name}`;
}

/** The reason of an abort as a sentence. */
export function causeOf(reason: unknown): string {
  if (FlytepathError.is(reason)) return reason.plainMessage;
  return reason instanceof Error ? reason.message : String(reason);
}

/** Why a run that has not succeeded ends what it has on Flyte. */
export function whyOf({ phase, cause, error }: Pick<RunEvent, "phase" | "cause" | "error">): string {
  if (cause !== undefined) return cause;
  return error === undefined ? `the run is ${phase}` : causeOf(error.thrown ?? error.message);
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Told above.
  }
}
