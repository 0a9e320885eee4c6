import type { Runner } from "../../lib/engine/index.js";
import { failure } from "../../lib/errors/index.js";
import type { Literal } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { type ExecutionId, type ExecutionRow, executionKey } from "../state/index.js";
import { type Children, runChild } from "./children.js";
import { placeOf } from "./dag-of.js";
import { type Drive, drive } from "./drive.js";
import { createSignals } from "./signals.js";

/** The runs of one emulator that go on in this process. */
export interface Runs {
  /** Starts a run that was just stored; it begins after whoever asked for it has its answer. */
  start(row: ExecutionRow): void;
  /** Asks a run to end; its events say when it did. */
  abort(row: ExecutionRow, cause: string): void;
  /** Hands a value to the gates of a run that wait for it. */
  signalled(execution: ExecutionId, signal: string, value: Literal): void;
  /** Resolves when a run has ended; at once for one that does not go on here. */
  ended(row: ExecutionRow): Promise<void>;
  /** Runs that go on. */
  active(): readonly ExecutionRow[];
}

/** What runs are made with. */
export interface RunsOptions extends Drive, Pick<Children, "launch" | "terminate"> {
  /** Finds the code of tasks; without it every task fails with `EMULATOR_TASK_UNKNOWN`. */
  readonly runner?: Runner | undefined;
}

interface Going {
  readonly row: ExecutionRow;
  readonly abort: AbortController;
  readonly end: Promise<void>;
}

/** Makes the runs of one emulator, none of which has started. */
export function createRuns(options: RunsOptions): Runs {
  const { runner = codeless, launch, terminate, store } = options;
  const going = new Map<string, Going>();
  const signals = createSignals(store);
  const runs: Runs = {
    start(row) {
      const key = keyOf(row);
      const abort = new AbortController();
      const end = Promise.resolve()
        .then(() => drive(options, row, { runner: runnerFor(row), signal: abort.signal }))
        .finally(() => going.delete(key));
      going.set(key, { row, abort, end });
    },
    abort: (row, cause) => going.get(keyOf(row))?.abort.abort(new Error(cause)),
    signalled: (execution, signal, value) => signals.give(execution, signal, value),
    ended: async (row) => going.get(keyOf(row))?.end,
    active: () => [...going.values()].map(({ row }) => row),
  };
  return runs;

  function runnerFor(parent: ExecutionRow): Runner {
    const { id } = parent.message;
    const place = placeOf(parent);
    const children: Children = { store, launch, terminate, ended: runs.ended };
    return {
      run: (task, inputs, attempt) => runner.run(task, inputs, attempt),
      launch: (plan, inputs, attempt) => runChild(children, { parent, place }, { plan, inputs, attempt }),
      awaitSignal: (signal, attempt) =>
        id === undefined ? Promise.reject(new Error("a run without id")) : signals.wait(id, signal, attempt),
    };
  }
}

function keyOf({ message: { id } }: ExecutionRow): string {
  return executionKey(id ?? { project: "", domain: "", name: "" });
}

const codeless: Runner = {
  async run({ ref: { name }, type }) {
    throw failure("EMULATOR_TASK_UNKNOWN", { task: name, type }, { retryable: false, origin: "system" });
  },
};
