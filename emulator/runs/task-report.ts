import { create } from "@bufbuild/protobuf";
import type { Task } from "../../lib/dag/index.js";
import type { TaskEvent } from "../../lib/engine/index.js";
import type { TaskExecutionEvent } from "../../lib/idl/gen/flyteidl/event/event_pb.js";
import { TaskExecutionEventSchema } from "../../lib/idl/gen/flyteidl/event/event_pb.js";
import { encodeCacheStatus, encodeRef, encodeTaskPhase } from "../../lib/idl/index.js";
import type { ExecutorEvent } from "../state/index.js";
import { resultOf } from "./messages.js";
import { stampOf } from "./stamps.js";
import type { Subject } from "./subject.js";

/** What is told of attempts of tasks. */
export interface TaskReport {
  ofTask(event: TaskEvent): readonly ExecutorEvent[];
  /** The attempt of a node's task that was told of last. */
  attemptOf(node: string): number;
}

/**
 * Tells of attempts of tasks as Flyte's executor does. The elements of a mapped task are no attempts of their own but
 * resources of the one attempt that the node has, whose version grows with each change.
 */
export function createTaskReport(subject: Subject, tasks: ReadonlyMap<string, Task>): TaskReport {
  const attempts = new Map<string, number>();
  const versions = new Map<string, number>();
  const mapped = new Set<string>();

  return { ofTask, attemptOf: (node) => attempts.get(node) ?? 0 };

  function ofTask(event: TaskEvent): readonly ExecutorEvent[] {
    const task = tasks.get(event.task);
    if (task === undefined) return [];
    if (event.element !== undefined) mapped.add(event.node);
    else attempts.set(event.node, event.attempt);
    return [event.element === undefined ? ofAttempt(event, task) : ofElement(event, task, event.element)];
  }

  function ofAttempt(event: TaskEvent, task: Task): TaskExecutionEvent {
    const key = `${event.node}/${event.attempt}`;
    const isProgress = event.progress !== undefined;
    if (isProgress) versions.set(key, (versions.get(key) ?? 0) + 1);
    return create(TaskExecutionEventSchema, {
      ...common(event, task),
      // Flyte's executor calls every attempt that failed FAILED, also when another one follows.
      phase: encodeTaskPhase(event.phase === "RETRYABLE_FAILED" ? "FAILED" : event.phase),
      phaseVersion: isProgress ? (versions.get(key) ?? 0) : 0,
      retryAttempt: event.attempt,
      taskType: task.type,
      outputResult: resultOf(event),
      reason: event.progress?.reason ?? "",
      logs: logsOf(event),
      metadata: { generatedName: event.progress?.externalId ?? nameOf(event) },
    });
  }

  function ofElement(event: TaskEvent, task: Task, index: number): TaskExecutionEvent {
    const key = `${event.node}/0`;
    const version = (versions.get(key) ?? 0) + 1;
    versions.set(key, version);
    const resource = {
      externalId: event.progress?.externalId ?? `${nameOf({ ...event, attempt: 0 })}-n${index}-${event.attempt}`,
      index,
      retryAttempt: event.attempt,
      phase: encodeTaskPhase(event.phase),
      logs: logsOf(event),
      ...(event.cache === undefined ? {} : { cacheStatus: encodeCacheStatus(event.cache) }),
    };
    return create(TaskExecutionEventSchema, {
      ...common(event, task),
      phase: encodeTaskPhase("RUNNING"),
      phaseVersion: version,
      taskType: "container_array",
      metadata: { pluginIdentifier: "k8s-array", externalResources: [resource] },
    });
  }

  function common(event: TaskEvent, task: Task) {
    const occurredAt = stampOf(event);
    const inputUri = subject.inputUriOf(event.node);
    return {
      taskId: encodeRef(task.ref, "task", subject.place),
      parentNodeExecutionId: { executionId: subject.execution, nodeId: event.node },
      occurredAt,
      reportedAt: occurredAt,
      eventVersion: 1,
      inputValue: inputUri === "" ? { case: undefined } : ({ case: "inputUri", value: inputUri } as const),
    };
  }

  function nameOf({ node, attempt }: TaskEvent): string {
    return `${subject.execution.name}-${node}-${attempt}`;
  }

  function logsOf({ progress }: TaskEvent) {
    return (progress?.logs ?? []).map(({ name, uri }) => ({ name, uri }));
  }
}
