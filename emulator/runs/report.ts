import type { Task } from "../../lib/dag/index.js";
import { createUniqueIds, type Event, type NodeEvent, type RunEvent } from "../../lib/engine/index.js";
import { NodeExecution_Phase as Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import type { Literals } from "../../lib/types/index.js";
import type { ExecutorEvent } from "../state/index.js";
import { nodeMessage, runMessage, type SystemNode, systemMessage } from "./messages.js";
import type { Stamp } from "./stamps.js";
import type { Subject } from "./subject.js";
import { createTaskReport } from "./task-report.js";

/** Turns what the engine tells into what Flyte's own executor would send to FlyteAdmin, in the same order. */
export function createReport(subject: Subject): (event: Event) => readonly ExecutorEvent[] {
  const tasks = new Map<string, Task>(Object.entries(subject.dag.tasks));
  const { ofTask, attemptOf } = createTaskReport(subject, tasks);
  const uniqueId = createUniqueIds();
  // Nodes that hold others of their own workflow, with the attempt that opened them.
  const opened = new Map<string, number>();
  let succeeding: RunEvent | undefined;

  return (event) => (event.kind === "run" ? ofRun(event) : event.kind === "node" ? ofNode(event) : ofTask(event));

  function ofRun(event: RunEvent): readonly ExecutorEvent[] {
    switch (event.phase) {
      case "RUNNING":
        return [runMessage(subject, event), start(event, { outputUri: subject.inputUri })];
      case "SUCCEEDING":
        // Flyte closes the last node first, and its inputs are the outputs that the next event brings.
        succeeding = event;
        return [];
      case "SUCCEEDED": {
        const before: RunEvent = { ...(succeeding ?? event), phase: "SUCCEEDING" };
        const { outputs: _, ...told } = before;
        return [...end(before, event.outputs ?? {}), runMessage(subject, told), runMessage(subject, event)];
      }
      default:
        return [runMessage(subject, event)];
    }
  }

  function ofNode(event: NodeEvent): readonly ExecutorEvent[] {
    const message = nodeMessage(subject, event);
    if (event.phase === "DYNAMIC_RUNNING" && event.dynamic !== undefined) {
      for (const [key, task] of Object.entries(event.dynamic.tasks)) tasks.set(key, task);
      opened.set(event.node, attemptOf(event.node));
      return [message, start(event, { outputs: {} }, event.node)];
    }
    if (event.phase === "QUEUED" && event.isParent) {
      opened.set(event.node, 0);
      return [message, start(event, { outputs: event.inputs ?? {} }, event.node)];
    }
    if (event.phase === "SUCCEEDED" && opened.has(event.node)) {
      return [...end(event, event.outputs ?? {}, event.node), message];
    }
    return [message];
  }

  function start(stamp: Stamp, result: Pick<SystemNode, "outputs" | "outputUri">, parent?: string): ExecutorEvent {
    const place = inside("start-node", parent);
    return systemMessage(subject, stamp, { ...place, phase: Phase.SUCCEEDED, ...result });
  }

  function end(stamp: Stamp, inputs: Literals, parent?: string): readonly ExecutorEvent[] {
    const place = inside("end-node", parent);
    return [
      systemMessage(subject, stamp, { ...place, phase: Phase.QUEUED, inputs }),
      systemMessage(subject, stamp, { ...place, phase: Phase.SUCCEEDED }),
    ];
  }

  function inside(specNodeId: SystemNode["specNodeId"], parent: string | undefined) {
    if (parent === undefined) return { specNodeId, nodeId: specNodeId };
    const attempt = opened.get(parent) ?? 0;
    return { specNodeId, nodeId: uniqueId(specNodeId, { id: parent, attempt }), parent, retryGroup: String(attempt) };
  }
}
