import { create } from "@bufbuild/protobuf";
import type { Task } from "../../lib/dag/index.js";
import type { TaskEvent } from "../../lib/engine/index.js";
import type { TaskExecution_Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import {
  type ExternalResourceInfo,
  ExternalResourceInfoSchema,
  type TaskExecutionEvent,
  TaskExecutionEventSchema,
} from "../../lib/idl/gen/flyteidl/event/event_pb.js";
import { encodeCacheStatus, encodeRef, encodeTaskPhase } from "../../lib/idl/index.js";
import { resultOf } from "./messages.js";
import { type Stamp, stampOf } from "./stamps.js";
import type { Subject } from "./subject.js";

/** What is told of the elements of mapped steps. */
export interface ArrayReport {
  /** `size` is the number of elements. */
  of(event: TaskEvent, task: Task, size: number): readonly TaskExecutionEvent[];
  /** What has changed since the last look, as one event for each mapped step. */
  look(): readonly TaskExecutionEvent[];
}

interface Step {
  readonly node: string;
  readonly task: Task;
  /** The newest attempt of each element. */
  readonly elements: Map<number, ExternalResourceInfo>;
  /** Elements with changes that were not told, with those of earlier attempts. */
  changed: Set<ExternalResourceInfo>;
  version: number;
  at: Stamp;
  /** When something first happened to an element. */
  began?: Stamp;
}

/**
 * Tells of mapped tasks as Flyte's executor does: a mapped step has one attempt, whose resources are its elements. What
 * happens to them is gathered until somebody looks, since each event costs as much as there are elements.
 */
export function createArrayReport({ execution, place, places, put }: Subject): ArrayReport {
  const steps = new Map<string, Step>();
  return {
    of(event, task, size) {
      const { node, element, phase, outputs } = event;
      const step = steps.get(node) ?? addStep(node, task, event);
      step.at = event;
      if (element !== undefined) {
        change(step, event, element);
        return [];
      }
      if (phase === "QUEUED") {
        const resources = Array.from({ length: size }, (_, index) => resourceOf(step, index, 0));
        resources.forEach((resource, index) => void step.elements.set(index, resource));
        return [messageOf(step, { phase: encodeTaskPhase("QUEUED"), resources, inputUri: places.inputs(node) })];
      }
      // The elements say when it runs.
      if (phase === "RUNNING") return [];
      steps.delete(node);
      // Elements may end before anybody has looked; the attempt has run all the same.
      const running = step.version === 0 && step.began !== undefined ? [runningOf(step, step.began)] : [];
      const outputUri = phase === "SUCCEEDED" ? places.outputs(node, 0) : undefined;
      if (outputUri !== undefined && outputs !== undefined) put(outputUri, outputs);
      const told = resultOf(outputUri, event.error);
      const resources = [...new Set([...step.changed, ...step.elements.values()])].sort(byElement);
      return [...running, messageOf(step, { phase: encodeTaskPhase(phase), resources, told })];
    },
    look() {
      const changed = [...steps.values()].filter((step) => step.changed.size > 0);
      return changed.map((step) => runningOf(step, step.at));
    },
  };

  function runningOf(step: Step, at: Stamp): TaskExecutionEvent {
    const resources = [...step.changed];
    step.changed = new Set();
    step.version += 1;
    return messageOf(step, { phase: encodeTaskPhase("RUNNING"), resources, version: step.version, at });
  }

  function addStep(node: string, task: Task, at: Stamp): Step {
    const step: Step = { node, task, elements: new Map(), changed: new Set(), version: 0, at };
    steps.set(node, step);
    return step;
  }

  function change(step: Step, event: TaskEvent, index: number): void {
    step.began ??= event;
    const known = step.elements.get(index);
    const resource = known?.retryAttempt === event.attempt ? known : resourceOf(step, index, event.attempt);
    resource.phase = encodeTaskPhase(event.phase === "RETRYABLE_FAILED" ? "FAILED" : event.phase);
    if (event.progress?.externalId !== undefined) resource.externalId = event.progress.externalId;
    if (event.cache !== undefined) resource.cacheStatus = encodeCacheStatus(event.cache);
    const { logs = [] } = event.progress ?? {};
    if (logs.length > 0) resource.logs = create(ExternalResourceInfoSchema, { logs: [...logs] }).logs;
    step.elements.set(index, resource);
    step.changed.add(resource);
  }

  function resourceOf({ node }: Step, index: number, retryAttempt: number): ExternalResourceInfo {
    const externalId = `${execution.name}-${node}-0-n${index}-${retryAttempt}`;
    return create(ExternalResourceInfoSchema, { externalId, index, retryAttempt });
  }

  function messageOf(step: Step, happened: Happened): TaskExecutionEvent {
    const { phase, resources, version = 0, at = step.at, told, inputUri } = happened;
    const occurredAt = stampOf(at);
    return create(TaskExecutionEventSchema, {
      taskId: encodeRef(step.task.ref, "task", place),
      parentNodeExecutionId: { executionId: execution, nodeId: step.node },
      phase,
      phaseVersion: version,
      taskType: "container_array",
      occurredAt,
      eventVersion: 1,
      // A resource may change again before whoever gets the event has read it.
      metadata: { pluginIdentifier: "k8s-array", externalResources: resources.map((resource) => ({ ...resource })) },
      // Flyte's executor says only at first what a step starts with.
      inputValue: inputUri === undefined ? { case: undefined } : { case: "inputUri", value: inputUri },
      outputResult: told ?? { case: undefined },
    });
  }
}

function byElement(a: ExternalResourceInfo, b: ExternalResourceInfo): number {
  return a.index - b.index || a.retryAttempt - b.retryAttempt;
}

interface Happened {
  readonly phase: TaskExecution_Phase;
  readonly resources: readonly ExternalResourceInfo[];
  readonly version?: number;
  readonly at?: Stamp;
  readonly told?: ReturnType<typeof resultOf>;
  readonly inputUri?: string;
}
