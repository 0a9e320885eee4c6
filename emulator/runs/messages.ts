import { create } from "@bufbuild/protobuf";
import type { ExecutionError, NodeEvent, RunEvent } from "../../lib/engine/index.js";
import type { NodeExecution_Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import type { Identifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import {
  type NodeExecutionEvent,
  NodeExecutionEventSchema,
  type WorkflowExecutionEvent,
  WorkflowExecutionEventSchema,
} from "../../lib/idl/gen/flyteidl/event/event_pb.js";
import { encodeError, encodeNodePhase, encodeRunPhase } from "../../lib/idl/index.js";
import { type Stamp, stampOf } from "./stamps.js";
import type { Subject } from "./subject.js";

/** Who Flyte's events say they come from. */
export const producerId = "propeller";

/** What the engine says of a run, as Flyte's executor would; `outputs` is where they lie. */
export function runMessage({ execution }: Subject, event: RunEvent, outputs?: string): WorkflowExecutionEvent {
  return create(WorkflowExecutionEventSchema, {
    executionId: execution,
    producerId,
    phase: encodeRunPhase(event.phase),
    occurredAt: stampOf(event),
    outputResult: resultOf(outputs, event.error),
  });
}

/** What the report knows of a node beyond what the engine says. */
export interface NodeFacts {
  readonly inputUri: string;
  /** Where its outputs lie, once it has any. */
  readonly outputUri?: string | undefined;
  readonly entity?: Identifier | undefined;
  readonly isInDynamicChain: boolean;
  readonly target: NodeExecutionEvent["targetMetadata"];
}

/** What the engine says of a node, as Flyte's executor would. */
export function nodeMessage({ execution }: Subject, event: NodeEvent, facts: NodeFacts): NodeExecutionEvent {
  const { node, specNode, name, parent, retryGroup } = event;
  const occurredAt = stampOf(event);
  const common = {
    id: { executionId: execution, nodeId: node },
    producerId,
    phase: encodeNodePhase(event.phase),
    occurredAt,
    reportedAt: occurredAt,
    outputResult: resultOf(facts.outputUri, event.error),
    ...(facts.entity && { targetEntity: facts.entity }),
  };
  // Flyte's executor says little about a node that it ends.
  if (event.phase === "ABORTED") return create(NodeExecutionEventSchema, common);
  return create(NodeExecutionEventSchema, {
    ...common,
    specNodeId: specNode,
    nodeName: name,
    retryGroup: retryGroup ?? "",
    isParent: event.isParent === true && !(event.isDynamic && event.phase !== "DYNAMIC_RUNNING"),
    isDynamic: event.isDynamic === true,
    isArray: event.isArray === true,
    isInDynamicChain: facts.isInDynamicChain,
    deckUri: event.deckUri ?? "",
    eventVersion: 1,
    inputValue: { case: "inputUri", value: facts.inputUri },
    targetMetadata: facts.target,
    ...(parent === undefined ? {} : { parentNodeMetadata: { nodeId: parent } }),
  });
}

/** A start-node or end-node, which the engine does not have. */
export interface SystemNode {
  readonly nodeId: string;
  readonly specNodeId: "start-node" | "end-node";
  readonly phase: NodeExecution_Phase;
  readonly inputUri?: string;
  readonly outputUri?: string;
  readonly parent?: string;
  readonly retryGroup?: string;
  readonly isInDynamicChain: boolean;
}

/** What Flyte's executor says of a start-node or end-node. */
export function systemMessage({ execution }: Subject, stamp: Stamp, node: SystemNode): NodeExecutionEvent {
  const { nodeId, specNodeId, phase, inputUri, outputUri, parent, retryGroup = "", isInDynamicChain } = node;
  const occurredAt = stampOf(stamp);
  return create(NodeExecutionEventSchema, {
    id: { executionId: execution, nodeId },
    producerId,
    phase,
    specNodeId,
    retryGroup,
    isInDynamicChain,
    occurredAt,
    reportedAt: occurredAt,
    eventVersion: 1,
    inputValue: inputUri === undefined ? { case: undefined } : { case: "inputUri", value: inputUri },
    outputResult: resultOf(outputUri, undefined),
    ...(parent === undefined ? {} : { parentNodeMetadata: { nodeId: parent } }),
  });
}

/** Where the outputs lie, or the error, of what has ended. */
export function resultOf(outputs: string | undefined, error: ExecutionError | undefined) {
  if (outputs !== undefined) return { case: "outputUri", value: outputs } as const;
  if (error !== undefined) return { case: "error", value: encodeError(error) } as const;
  return { case: undefined };
}
