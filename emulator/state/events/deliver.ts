import { Code, ConnectError } from "@connectrpc/connect";
import type {
  NodeExecutionEvent,
  TaskExecutionEvent,
  WorkflowExecutionEvent,
} from "../../../lib/idl/gen/flyteidl/event/event_pb.js";
import type { Store } from "../store.js";
import { applyNodeEvent } from "./node-event.js";
import { applyTaskEvent } from "./task-event.js";
import { applyWorkflowEvent } from "./workflow-event.js";

/** Something that an executor tells of a run, of a node, or of an attempt of a task. */
export type ExecutorEvent = WorkflowExecutionEvent | NodeExecutionEvent | TaskExecutionEvent;

/**
 * Applies an event of the executor in this process. One that comes too late or twice is dropped, as Flyte's own executor
 * goes on after such an answer: a run may have been told to end in the meantime.
 */
export function deliver(store: Store, event: ExecutorEvent): void {
  try {
    apply(store, event);
  } catch (error) {
    const isLate = error instanceof ConnectError && late.has(error.code);
    if (!isLate) throw error;
  }
}

const late: ReadonlySet<Code> = new Set([Code.AlreadyExists, Code.FailedPrecondition]);

function apply(store: Store, event: ExecutorEvent): void {
  switch (event.$typeName) {
    case "flyteidl.event.WorkflowExecutionEvent":
      applyWorkflowEvent(store, event);
      break;
    case "flyteidl.event.NodeExecutionEvent":
      applyNodeEvent(store, event);
      break;
    case "flyteidl.event.TaskExecutionEvent":
      applyTaskEvent(store, event);
      break;
  }
}
