import { create } from "@bufbuild/protobuf";
import type { ExecutionError, NodeEvent, RunEvent } from "../../lib/engine/index.js";
import type { NodeExecution_Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import {
  type NodeExecutionEvent,
  NodeExecutionEventSchema,
  type WorkflowExecutionEvent,
  WorkflowExecutionEventSchema,
} from "../../lib/idl/gen/flyteidl/event/event_pb.js";
import {
  encodeCacheStatus,
  encodeError,
  encodeLiterals,
  encodeNodePhase,
  encodeRunPhase,
} from "../../lib/idl/index.js";
import type { Literals } from "../../lib/types/index.js";
import { dynamicWorkflow } from "./dynamic-workflow.js";
import { type Stamp, stampOf } from "./stamps.js";
import type { Subject } from "./subject.js";

/** What the engine says of a run, as Flyte's executor would. */
export function runMessage({ execution }: Subject, event: RunEvent): WorkflowExecutionEvent {
  return create(WorkflowExecutionEventSchema, {
    executionId: execution,
    phase: encodeRunPhase(event.phase),
    occurredAt: stampOf(event),
    outputResult: resultOf(event),
  });
}

/** What the engine says of a node, as Flyte's executor would. */
export function nodeMessage(subject: Subject, event: NodeEvent): NodeExecutionEvent {
  const { node, specNode, name, parent, retryGroup, inputs } = event;
  const occurredAt = stampOf(event);
  return create(NodeExecutionEventSchema, {
    id: { executionId: subject.execution, nodeId: node },
    phase: encodeNodePhase(event.phase),
    specNodeId: specNode,
    nodeName: name,
    retryGroup: retryGroup ?? "",
    isParent: event.isParent === true,
    isDynamic: event.isDynamic === true,
    isArray: event.isArray === true,
    deckUri: event.deckUri ?? "",
    occurredAt,
    reportedAt: occurredAt,
    eventVersion: 1,
    inputValue: inputs === undefined ? { case: undefined } : { case: "inputData", value: encodeLiterals(inputs) },
    outputResult: resultOf(event),
    targetMetadata: targetOf(subject, event),
    ...(parent === undefined ? {} : { parentNodeMetadata: { nodeId: parent } }),
  });
}

/** A start-node or end-node, which the engine does not have. */
export interface SystemNode {
  readonly nodeId: string;
  readonly specNodeId: "start-node" | "end-node";
  readonly phase: NodeExecution_Phase;
  readonly inputs?: Literals;
  readonly outputs?: Literals;
  readonly outputUri?: string;
  readonly parent?: string;
  readonly retryGroup?: string;
}

/** What Flyte's executor says of a start-node or end-node. */
export function systemMessage({ execution }: Subject, stamp: Stamp, node: SystemNode): NodeExecutionEvent {
  const { nodeId, specNodeId, phase, inputs, outputUri, parent, retryGroup = "" } = node;
  const occurredAt = stampOf(stamp);
  return create(NodeExecutionEventSchema, {
    id: { executionId: execution, nodeId },
    phase,
    specNodeId,
    retryGroup,
    occurredAt,
    reportedAt: occurredAt,
    eventVersion: 1,
    inputValue: inputs === undefined ? { case: undefined } : { case: "inputData", value: encodeLiterals(inputs) },
    outputResult: outputUri === undefined ? resultOf(node) : { case: "outputUri", value: outputUri },
    ...(parent === undefined ? {} : { parentNodeMetadata: { nodeId: parent } }),
  });
}

/** Outputs or the error of what has ended. */
export function resultOf({ outputs, error }: { readonly outputs?: Literals; readonly error?: ExecutionError }) {
  if (outputs !== undefined) return { case: "outputData", value: encodeLiterals(outputs) } as const;
  if (error !== undefined) return { case: "error", value: encodeError(error) } as const;
  return { case: undefined };
}

function targetOf({ execution, place }: Subject, { launched, cache, cacheKey, dynamic, node }: NodeEvent) {
  if (launched !== undefined) {
    const { project, domain } = execution;
    return { case: "workflowNodeMetadata", value: { executionId: { project, domain, name: launched } } } as const;
  }
  if (cache === undefined && dynamic === undefined) return { case: undefined };
  const value = {
    ...(cache === undefined ? {} : { cacheStatus: encodeCacheStatus(cache) }),
    ...(cacheKey === undefined ? {} : { catalogKey: { artifactTag: { name: `flyte_cached-${cacheKey}` } } }),
    ...(dynamic === undefined ? {} : { dynamicWorkflow: dynamicWorkflow(dynamic, node, place) }),
  };
  return { case: "taskNodeMetadata", value } as const;
}
