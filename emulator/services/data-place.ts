import {
  NodeExecutionIdentifierSchema,
  TaskExecutionIdentifierSchema,
} from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { executionKey, findNode, invalid, textForm } from "../state/index.js";
import type { readFlyteUrl } from "./flyte-url.js";
import type { Plane } from "./plane.js";

/** Where data lies that a `flyte://` address means. */
export interface DataPlace {
  readonly uri: string;
  /** `node execution […]`, for texts. */
  readonly where: string;
}

/** The uri of the data of a node or of an attempt, and what it belongs to, for texts; as FlyteAdmin where there is none. */
export function dataPlace({ store }: Plane, { node, kind, attempt }: ReturnType<typeof readFlyteUrl>): DataPlace {
  const execution = node.executionId && store.executions.get(executionKey(node.executionId));
  const row = attempt === undefined ? findNode(execution, node) : execution?.nodes.get(node.nodeId);
  const task = row?.tasks.find(({ message }) => message.id?.retryAttempt === attempt);
  const id = textForm(NodeExecutionIdentifierSchema, node);
  if (attempt !== undefined && task === undefined) {
    const retry = attempt === 0 ? "" : ` retry_attempt:${attempt}`;
    throw invalid(`no task executions were listed [node_execution_id:{${id}}${retry}]. Error: <nil>`);
  }
  if (kind === "d" && task !== undefined) {
    throw invalid("deck type cannot be specified with a retry attempt, just use the node instead");
  }
  const message = task?.message ?? row?.message;
  const result = message?.closure?.outputResult;
  const outputs = result?.case === "outputUri" ? result.value : "";
  const where =
    task === undefined
      ? `node execution [${id}]`
      : `task execution [${textForm(TaskExecutionIdentifierSchema, task.message.id)}]`;
  return { uri: kind === "i" ? (message?.inputUri ?? "") : outputs, where };
}
