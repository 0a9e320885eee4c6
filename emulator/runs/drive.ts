import { create } from "@bufbuild/protobuf";
import type { BlobStore } from "../../lib/blobs/index.js";
import type { Dag } from "../../lib/dag/index.js";
import { type Clock, execute, type OutputCache, priorOf, type Runner } from "../../lib/engine/index.js";
import { FlytepathError } from "../../lib/errors/index.js";
import { WorkflowExecution_Phase as Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { WorkflowExecutionEventSchema } from "../../lib/idl/gen/flyteidl/event/event_pb.js";
import { decodeLiterals, encodeError, encodeLiterals } from "../../lib/idl/index.js";
import { deliver, type ExecutionRow, type ExecutorEvent, executionKey, type Store } from "../state/index.js";
import { catalogKeys } from "./catalog.js";
import { placeOf } from "./dag-of.js";
import type { DataPlaces } from "./data-places.js";
import { createLooks } from "./looks.js";
import { recoveredRun, recoveryOf } from "./recovery.js";
import { createReport } from "./report.js";
import { runSettings } from "./run-settings.js";

/** What every run of an emulator shares. */
export interface Drive {
  readonly store: Store;
  readonly blobs: BlobStore;
  /** The Dag of a run. */
  dagOf(row: ExecutionRow): Dag;
  /** Where outputs are kept. */
  readonly cache: OutputCache;
  readonly clock?: Clock | undefined;
  readonly concurrency?: number | undefined;
  /** Told each event of the engine as Flyte's executor would send it, once it is applied. */
  readonly onEvent?: ((event: ExecutorEvent) => void) | undefined;
  random(): number;
}

/**
 * Runs an execution to its end through the engine, telling the store what happens; one that an earlier emulator left goes on
 * from there. Never rejects.
 */
export async function drive(
  drive: Drive,
  row: ExecutionRow,
  run: {
    readonly runner: Runner;
    readonly signal: AbortSignal;
    readonly places: DataPlaces;
    /** Whether the run is left as it is, to be carried on by a later emulator: what happens now is not told. */
    isLeft(): boolean;
  },
): Promise<void> {
  const { store, clock, random } = drive;
  const execution = row.message.id;
  const { overwriteCache, interruptible } = runSettings(store, row);
  if (execution === undefined) throw new Error("an execution is stored without its id");
  try {
    const dag = drive.dagOf(row);
    const { project, domain, name } = execution;
    store.data.keep(row.inputs, project, domain, name, "inputs");
    const place = placeOf(row);
    const recovered = recoveredRun(store, row);
    const report = createReport({
      execution,
      dag,
      place,
      places: run.places,
      overwriteCache,
      interruptible: interruptible ?? dag.interruptible ?? false,
      random,
      put: (uri, values) => store.data.put(uri, encodeLiterals(values)),
      recovered: (node) => recovered?.nodes.get(node),
      versionOf: (run) => store.executions.get(executionKey({ project, domain, name: run }))?.workflow.version,
    });
    const told = store.history.of(row);
    for (const event of told) report.of(event);
    const recovery = recovered && (await recoveryOf(store, recovered, place));
    const prior = told.length > 0 || recovery ? { ...priorOf(told), ...recovery } : undefined;
    const looks = createLooks(() => run.isLeft() || tell(report.look()));
    const tell = (events: readonly ExecutorEvent[]) => {
      for (const event of events) {
        deliver(store, event);
        drive.onEvent?.(event);
      }
    };
    const limits = [row.message.spec?.maxParallelism ?? 0, drive.concurrency ?? 0].filter((limit) => limit > 0);
    await execute(dag, decodeLiterals(row.inputs), {
      runner: run.runner,
      signal: run.signal,
      run: execution.name,
      cache: drive.cache,
      cacheKeyOf: catalogKeys(place),
      random,
      ...(clock === undefined ? {} : { clock }),
      ...(limits.length > 0 ? { concurrency: Math.min(...limits) } : {}),
      overwriteCache,
      limits: "nodes",
      isJudged: true,
      ...(prior && { prior }),
      onEvent(event) {
        if (run.isLeft()) return;
        store.history.add(row, event);
        tell(report.of(event));
        if (event.kind === "task" && event.element !== undefined) looks.soon();
      },
    });
    looks.stop();
  } catch (thrown) {
    if (!run.isLeft()) fail(store, row, thrown);
  }
}

// As FlyteAdmin records a workflow that its executor does not take: created, and failed at once.
function fail(store: Store, row: ExecutionRow, thrown: unknown): void {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const error = FlytepathError.is(thrown)
    ? { code: thrown.code, message: thrown.plainMessage, kind: "USER" as const }
    : { code: "Internal", message, kind: "SYSTEM" as const };
  const id = row.message.id;
  const event = create(WorkflowExecutionEventSchema, {
    ...(id && { executionId: id }),
    phase: Phase.FAILED,
    occurredAt: store.now(),
    outputResult: { case: "error", value: encodeError(error) },
  });
  deliver(store, event);
}
