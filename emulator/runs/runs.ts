import type { BlobStore } from "../../lib/blobs/index.js";
import type { Task } from "../../lib/dag/index.js";
import type { Clock, Runner } from "../../lib/engine/index.js";
import { failure } from "../../lib/errors/index.js";
import type { Literal } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { WorkflowExecution_Phase as Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { closureOf, type ExecutionId, type ExecutionRow, rowKey, type Store } from "../state/index.js";
import type { CatalogBounds } from "./catalog.js";
import type { Children } from "./children.js";
import type { Containers } from "./containers/containers.js";
import type { PlatformResources } from "./containers/settle-resources.js";
import type { ContainerOptions } from "./containers/options.js";
import type { Grounds } from "./containers/site.js";
import type { Drive } from "./drive.js";
import type { Signals } from "./signals.js";

/** The runs of one emulator that go on in this process. */
export interface Runs {
  /** Starts a run that was just stored, or left by an earlier emulator; it begins after whoever asked for it has its answer. */
  start(row: ExecutionRow): void;
  /** Asks a run to end; its events say when it did. */
  abort(row: ExecutionRow, cause: string): void;
  /** Hands a value to the gates of a run that wait for it. */
  signalled(execution: ExecutionId, signal: string, value: Literal): void;
  /** Resolves when a run has ended; at once for one that does not go on here. */
  ended(row: ExecutionRow): Promise<void>;
  /** Stops a run without telling of it, so that a later emulator can carry it on. */
  leave(row: ExecutionRow, why: string): void;
  /** Runs that go on. */
  active(): readonly ExecutionRow[];
}

/** What runs are made with. */
export interface RunsOptions extends Pick<Children, "launch" | "terminate"> {
  readonly store: Store;
  readonly blobs: BlobStore;
  /** Uri below which everything of the runs lies. */
  readonly root: string;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  random(): number;
  /** Finds the code of tasks; without it every task fails with `EMULATOR_TASK_UNKNOWN`. */
  readonly runner?: Runner | undefined;
  /** What containers are given, and may be given, where nobody says otherwise. */
  readonly resources: PlatformResources;
  /** How long and how many outputs are kept for later runs. */
  readonly cache?: CatalogBounds;
  /** How tasks are run that other tools wrote, and where; without it they are the runner's, too. */
  readonly containers?: (ContainerOptions & Grounds) | undefined;
  /** Tasks, launch plans and mapped steps running at once in one run, whatever it asks for itself. */
  readonly concurrency?: number | undefined;
  readonly onEvent?: Drive["onEvent"];
}

interface Going {
  readonly row: ExecutionRow;
  readonly abort: AbortController;
  isLeft: boolean;
  readonly end: Promise<void>;
}

/** Makes the runs of one emulator, none of which has started. */
export function createRuns(options: RunsOptions): Runs {
  const { runner = codeless, launch, terminate, store } = options;
  const now = () => options.clock?.now() ?? Date.now();
  const going = new Map<string, Going>();
  let shared:
    | { readonly drive: Drive; readonly signals: Signals; readonly containers: Containers | undefined }
    | undefined;
  const runs: Runs = {
    start(row) {
      const key = rowKey(row);
      const abort = new AbortController();
      const { signal } = abort;
      const end = begin(row, { signal, isLeft: () => going.get(key)?.isLeft === true }).finally(() =>
        going.delete(key),
      );
      going.set(key, { row, abort, end, isLeft: false });
      const { phase, outputResult } = closureOf(row);
      if (phase !== Phase.ABORTING) return;
      const cause = outputResult.case === "abortMetadata" ? outputResult.value.cause : "";
      abort.abort(new Error(cause));
    },
    abort: (row, cause) => going.get(rowKey(row))?.abort.abort(new Error(cause)),
    leave(row, why) {
      const run = going.get(rowKey(row));
      if (run === undefined) return;
      run.isLeft = true;
      run.abort.abort(new Error(why));
    },
    signalled: (execution, signal, value) => shared?.signals.give(execution, signal, value),
    ended: async (row) => going.get(rowKey(row))?.end,
    active: () => [...going.values()].map(({ row }) => row),
  };
  return runs;

  async function begin(row: ExecutionRow, how: { signal: AbortSignal; isLeft(): boolean }): Promise<void> {
    const {
      catalogOf,
      checkpointsOf,
      createContainers,
      createDags,
      createSignals,
      dataPlaces,
      drive,
      isForeign,
      placeOf,
      runChild,
      recoveredRun,
      runSettings,
      siteOf,
    } = await import("./engine.js");
    shared ??= {
      drive: {
        ...options,
        cache: catalogOf({ store, blobs: options.blobs, now }, options.cache),
        dagOf: createDags(store),
      },
      signals: createSignals(store),
      containers: options.containers && createContainers(options.containers, options.containers),
    };
    const { signals } = shared;
    const parentage = { parent: row, place: placeOf(row) };
    const { blobs, root } = options;
    const { id: execution } = row.message;
    if (execution === undefined) throw new Error("an execution is stored without its id");
    const rawPrefix = runSettings(store, row).rawOutputDataConfig?.outputLocationPrefix;
    const recovered = (node: string) => checkpointsOf(recoveredRun(store, row)?.nodes.get(node));
    const places = dataPlaces({ blobs, root, execution, rawPrefix, recovered });
    const contained = shared.containers?.runner(siteOf({ store, row, places, platform: options.resources }));
    const runnerOf = (task: Task) => (contained !== undefined && isForeign(task) ? contained : runner);
    const children: Children = { store, launch, terminate, ended: runs.ended };
    await drive(shared.drive, row, {
      ...how,
      places,
      runner: {
        run(task, inputs, attempt) {
          const { element, nodeId } = attempt;
          if (element !== undefined) places.add(nodeId, String(element.index), { id: element.node, attempt: 0 });
          return runnerOf(task).run(task, inputs, attempt);
        },
        tellsPhases: (task) => runnerOf(task).tellsPhases?.(task) === true,
        launch: (plan, inputs, attempt) => runChild(children, parentage, { plan, inputs, attempt }),
        awaitSignal: (name, attempt) => signals.wait(execution, name, attempt),
      },
    });
  }
}

const codeless: Runner = {
  async run({ ref: { name }, type }) {
    throw failure("EMULATOR_TASK_UNKNOWN", { task: name, type }, { retryable: false, origin: "system" });
  },
};
