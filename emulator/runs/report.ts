import type { Task } from "../../lib/dag/index.js";
import { createUniqueIds, type Event, type NodeEvent, type RunEvent, type TaskEvent } from "../../lib/engine/index.js";
import { NodeExecution_Phase as Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import type { Literals } from "../../lib/types/index.js";
import type { ExecutorEvent } from "../state/index.js";
import { createArrayReport } from "./array-report.js";
import { runMessage, type SystemNode, systemMessage } from "./messages.js";
import { createNodeReport } from "./node-report.js";
import type { Stamp } from "./stamps.js";
import type { Subject } from "./subject.js";
import { createTaskReport } from "./task-report.js";

/** What is told of a run. */
export interface Report {
  of(event: Event): readonly ExecutorEvent[];
  /** What was gathered since the last look: changes of the elements of mapped steps. */
  look(): readonly ExecutorEvent[];
}

/** Turns what the engine tells into what Flyte's own executor would send to FlyteAdmin, in the same order. */
export function createReport(subject: Subject): Report {
  const { places, put } = subject;
  const tasks = new Map<string, Task>(Object.entries(subject.dag.tasks));
  const arrays = createArrayReport(subject);
  const attempts = createTaskReport(subject);
  const nodes = createNodeReport(subject, { tasks, attemptOf: attempts.attemptOf });
  const uniqueId = createUniqueIds();
  // Nodes that hold others of their own workflow, with the attempt that opened them.
  const opened = new Map<string, number>();
  let succeeding: RunEvent | undefined;

  return {
    of: (event) => (event.kind === "run" ? ofRun(event) : event.kind === "node" ? ofNode(event) : ofTask(event)),
    look: () => arrays.look(),
  };

  function ofRun(event: RunEvent): readonly ExecutorEvent[] {
    switch (event.phase) {
      case "RUNNING":
        return [runMessage(subject, event), start(event, event.inputs ?? {})];
      case "SUCCEEDING":
        // Flyte closes the last node first, and its inputs are the outputs that the next event brings.
        succeeding = event;
        return [];
      case "SUCCEEDED": {
        const before: RunEvent = { ...(succeeding ?? event), phase: "SUCCEEDING" };
        const outputs = event.outputs ?? {};
        const closed = end(before, outputs);
        const uri = places.outputs("end-node", 0);
        put(uri, outputs);
        return [...closed, runMessage(subject, before), runMessage(subject, event, uri)];
      }
      // Whoever asked for the abort has told of it already.
      case "ABORTING":
        return [];
      default:
        return [runMessage(subject, event)];
    }
  }

  function ofNode(event: NodeEvent): readonly ExecutorEvent[] {
    const message = nodes.of(event);
    if (event.phase === "DYNAMIC_RUNNING") {
      for (const [key, task] of Object.entries(event.dynamic?.tasks ?? {})) tasks.set(key, task);
      opened.set(event.node, attempts.attemptOf(event.node) ?? 0);
      return [message, start(event, undefined, event.node)];
    }
    if (event.phase === "QUEUED" && event.isParent) {
      opened.set(event.node, 0);
      return [message, start(event, event.inputs, event.node)];
    }
    if (event.phase === "SUCCEEDED" && opened.has(event.node)) {
      return [...end(event, event.outputs ?? {}, event.node), message];
    }
    return [message, ...neverStarted(event)];
  }

  // Flyte's executor ends the attempt of a node that it ends, also where there was none yet.
  function neverStarted(event: NodeEvent): readonly ExecutorEvent[] {
    const { phase, node, error } = event;
    if (phase !== "ABORTED" && error?.code !== "BindingResolutionFailure") return [];
    const task = nodes.taskOf(event);
    if (task === undefined || attempts.attemptOf(node) !== undefined) return [];
    const { run, seq, at } = event;
    const attempt: TaskEvent = { kind: "task", run, seq, at, phase: "ABORTED", node, task: "", attempt: 0 };
    return [attempts.of(attempt, task, nodes.isInterruptible(node))];
  }

  function ofTask(event: TaskEvent): readonly ExecutorEvent[] {
    const task = tasks.get(event.task);
    if (task === undefined) return [];
    const size = nodes.sizeOf(event.node);
    if (size !== undefined) return arrays.of(event, task, size);
    return [attempts.of(event, task, nodes.isInterruptible(event.node))];
  }

  // A dynamic workflow has no inputs of its own.
  function start(stamp: Stamp, inputs: Literals | undefined, parent?: string): ExecutorEvent {
    const place = inside("start-node", parent);
    const outputUri = places.outputs(place.nodeId, 0);
    if (inputs !== undefined) put(outputUri, inputs);
    return systemMessage(subject, stamp, { ...place, phase: Phase.SUCCEEDED, outputUri });
  }

  function end(stamp: Stamp, inputs: Literals, parent?: string): readonly ExecutorEvent[] {
    const place = inside("end-node", parent);
    const inputUri = places.inputs(place.nodeId);
    put(inputUri, inputs);
    return [
      systemMessage(subject, stamp, { ...place, phase: Phase.QUEUED, inputUri }),
      systemMessage(subject, stamp, { ...place, phase: Phase.SUCCEEDED, inputUri }),
    ];
  }

  function inside(specNodeId: SystemNode["specNodeId"], parent: string | undefined) {
    if (parent === undefined) {
      places.add(specNodeId, specNodeId);
      return { specNodeId, nodeId: specNodeId, isInDynamicChain: false };
    }
    const attempt = opened.get(parent) ?? 0;
    const nodeId = uniqueId(specNodeId, { id: parent, attempt });
    places.add(nodeId, specNodeId, { id: parent, attempt });
    return { specNodeId, nodeId, parent, retryGroup: String(attempt), isInDynamicChain: nodes.isDynamic(parent) };
  }
}
