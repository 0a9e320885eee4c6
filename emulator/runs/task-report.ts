import { create } from "@bufbuild/protobuf";
import type { Task } from "../../lib/dag/index.js";
import type { TaskEvent, TaskPhase } from "../../lib/engine/index.js";
import {
  type TaskExecutionEvent,
  TaskExecutionEventSchema,
  TaskExecutionMetadata_InstanceClass as InstanceClass,
} from "../../lib/idl/gen/flyteidl/event/event_pb.js";
import { encodeRef, encodeTaskPhase } from "../../lib/idl/index.js";
import { attemptName } from "./data-places.js";
import { producerId, resultOf } from "./messages.js";
import { stampOf } from "./stamps.js";
import type { Subject } from "./subject.js";

/** What is told of attempts of tasks. */
export interface TaskReport {
  of(event: TaskEvent, task: Task, interruptible: boolean): TaskExecutionEvent;
  /** The attempt of a node's task that was told of last; undefined for one that never started. */
  attemptOf(node: string): number | undefined;
}

interface Told {
  readonly attempt: number;
  readonly phase: TaskPhase;
  readonly version: number;
  readonly externalId?: string | undefined;
  readonly logs: TaskLogs;
}

// Failures of the system after which a task runs where it is not interrupted, so that its last attempt is sure to end.
const lastOfSystem = 2;

type TaskLogs = NonNullable<NonNullable<TaskEvent["progress"]>["logs"]>;

/** Tells of the attempts of tasks as Flyte's executor does. */
export function createTaskReport({ execution, place, places, put }: Subject): TaskReport {
  // By node: attempts follow each other.
  const known = new Map<string, Told>();
  const interruptions = new Map<string, number>();
  return {
    attemptOf: (node) => known.get(node)?.attempt,
    of(event, task, interruptible) {
      const { node, attempt, phase, progress, outputs, error } = event;
      const before = known.get(node)?.attempt === attempt ? known.get(node) : undefined;
      const told: Told = {
        attempt,
        phase,
        version: versionOf(phase, before),
        externalId: progress?.externalId ?? before?.externalId,
        logs: progress?.logs ?? before?.logs ?? [],
      };
      known.set(node, told);
      const failures = interruptions.get(node) ?? 0;
      if (error?.kind === "SYSTEM") interruptions.set(node, failures + 1);
      const occurredAt = stampOf(event);
      const outputUri = phase === "SUCCEEDED" ? places.outputs(node, attempt) : undefined;
      if (outputUri !== undefined && outputs !== undefined) put(outputUri, outputs);
      return create(TaskExecutionEventSchema, {
        taskId: encodeRef(task.ref, "task", place),
        parentNodeExecutionId: { executionId: execution, nodeId: node },
        producerId,
        // Flyte's executor calls every attempt that failed FAILED, also when another one follows.
        phase: encodeTaskPhase(phase === "RETRYABLE_FAILED" ? "FAILED" : phase),
        phaseVersion: isEnd(phase) ? 0 : told.version,
        retryAttempt: attempt,
        taskType: task.type,
        occurredAt,
        reportedAt: occurredAt,
        eventVersion: 1,
        inputValue: { case: "inputUri", value: places.inputs(node) },
        outputResult: resultOf(outputUri, error),
        reason: progress?.reason ?? "",
        reasons: progress?.reason === undefined ? [] : [{ occurredAt, reason: progress.reason }],
        logs: phase === "ABORTED" ? [] : told.logs.map(({ name, uri }) => ({ name, uri })),
        metadata: {
          generatedName: told.externalId ?? attemptName(execution.name, node, attempt),
          pluginIdentifier: pluginOf(task),
          ...(interruptible && failures < lastOfSystem && { instanceClass: InstanceClass.INTERRUPTIBLE }),
        },
      });
    },
  };
}

/** Which of Flyte's plugins would run a task. */
export function pluginOf({ container, pod, type }: Task): string {
  return container !== undefined ? "container" : pod !== undefined ? "pod" : type;
}

// Flyte counts what is told of the same phase; the first of RUNNING, which brings the logs, has 1.
function versionOf(phase: TaskPhase, before: Told | undefined): number {
  if (before?.phase === phase) return before.version + 1;
  return phase === "RUNNING" ? 1 : 0;
}

function isEnd(phase: TaskPhase): boolean {
  return phase === "SUCCEEDED" || phase === "FAILED" || phase === "RETRYABLE_FAILED" || phase === "ABORTED";
}
