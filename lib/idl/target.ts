import { create } from "@bufbuild/protobuf";
import { type EntityRef, keyOf, type Node, type Target } from "../dag/index.js";
import { failure } from "../errors/index.js";
import { decodeArray, encodeArray } from "./array-node.js";
import { decodeBranch, encodeBranch } from "./branch-node.js";
import {
  type GateNode,
  GateNodeSchema,
  type Node as NodeMessage,
  type TaskNode,
  type WorkflowNode,
} from "./gen/flyteidl/core/workflow_pb.js";
import { known, missing } from "./known.js";
import type { Decoding, Encoding } from "./node.js";
import { decodeOverrides, encodeOverrides } from "./overrides.js";
import { decodeRef, encodeRef } from "./ref.js";
import { fromDuration, toDuration } from "./time.js";
import { decodeType, encodeType } from "./type.js";

/** What a node runs, as the wire's oneof; WIRE_REFERENCE_MISSING when the Dag's tables do not hold it. */
export function encodeTarget(node: Node, encoding: Encoding): NodeMessage["target"] {
  const { target, id } = node;
  const { place } = encoding;
  switch (target.kind) {
    case "task": {
      const referenceId = encodeRef(refOf(encoding.tasks, target.task, "task", id), "task", place);
      const value: TaskNode = {
        $typeName: "flyteidl.core.TaskNode",
        reference: { case: "referenceId", value: referenceId },
        ...(target.overrides === undefined ? {} : { overrides: encodeOverrides(target.overrides) }),
      };
      return { case: "taskNode", value };
    }
    case "workflow": {
      const value = encodeRef(refOf(encoding.workflows, target.workflow, "workflow", id), "workflow", place);
      return workflowNode({ case: "subWorkflowRef", value });
    }
    case "launchPlan": {
      const value = encodeRef(refOf(encoding.launchPlans, target.launchPlan, "launch plan", id), "launchPlan", place);
      return workflowNode({ case: "launchplanRef", value });
    }
    case "branch":
      return { case: "branchNode", value: encodeBranch(target, id, encoding) };
    case "array":
      return { case: "arrayNode", value: encodeArray(target, encoding) };
    case "sleep":
      return gate({ case: "sleep", value: { duration: toDuration(target.duration) } });
    case "approve":
      return gate({ case: "approve", value: { signalId: target.signal } });
    case "signal": {
      const { signal, output, type } = target;
      return gate({
        case: "signal",
        value: { signalId: signal, outputVariableName: output, type: encodeType(type) },
      });
    }
  }
}

/** What a node of the wire runs; WIRE_FIELD_MISSING when it runs nothing. */
export function decodeTarget({ id, target }: NodeMessage, decoding: Decoding): Target {
  switch (target.case) {
    case "taskNode": {
      const { reference, overrides } = known(target.value, id);
      const task = keyOf(decodeRef(reference.value, "task", { place: decoding.place, path: id }));
      return { kind: "task", task, ...(overrides === undefined ? {} : { overrides: decodeOverrides(overrides, id) }) };
    }
    case "workflowNode":
      return decodeWorkflowNode(known(target.value, id), id, decoding);
    case "branchNode":
      return decodeBranch(target.value, id, decoding);
    case "arrayNode":
      return decodeArray(target.value, id, decoding);
    case "gateNode":
      return decodeGate(known(target.value, id), id);
    case undefined:
      return missing({ message: `node ${id}`, field: "target" }, id);
  }
}

/** Nodes inside a node, at any depth. */
export function innerNodes({ target }: Node): readonly Node[] {
  if (target.kind === "array") return [target.node, ...innerNodes(target.node)];
  if (target.kind !== "branch") return [];
  const { cases, otherwise } = target;
  const last = otherwise !== undefined && "id" in otherwise ? [otherwise] : [];
  return [...cases.map(({ then }) => then), ...last].flatMap((node) => [node, ...innerNodes(node)]);
}

function decodeWorkflowNode({ reference }: WorkflowNode, id: string, { place }: Decoding): Target {
  const seen = { place, path: id };
  switch (reference.case) {
    case "subWorkflowRef":
      return { kind: "workflow", workflow: keyOf(decodeRef(reference.value, "workflow", seen)) };
    case "launchplanRef":
      return { kind: "launchPlan", launchPlan: keyOf(decodeRef(reference.value, "launchPlan", seen)) };
    case undefined:
      return missing({ message: `node ${id}`, field: "reference" }, id);
  }
}

function decodeGate({ condition }: GateNode, id: string): Target {
  switch (condition.case) {
    case "sleep": {
      const { duration } = known(condition.value, id);
      return { kind: "sleep", duration: duration === undefined ? "0s" : fromDuration(duration) };
    }
    case "approve":
      return { kind: "approve", signal: known(condition.value, id).signalId };
    case "signal": {
      const { signalId, outputVariableName, type } = known(condition.value, id);
      return { kind: "signal", signal: signalId, output: outputVariableName, type: decodeType(type, id) };
    }
    case undefined:
      return missing({ message: `node ${id}`, field: "condition" }, id);
  }
}

function workflowNode(reference: WorkflowNode["reference"]): NodeMessage["target"] {
  return { case: "workflowNode", value: { $typeName: "flyteidl.core.WorkflowNode", reference } };
}

function gate(condition: NonNullable<Parameters<typeof create<typeof GateNodeSchema>>[1]>["condition"]) {
  return { case: "gateNode" as const, value: create(GateNodeSchema, { condition: condition! }) };
}

function refOf(
  table: Readonly<Record<string, { readonly ref: EntityRef }>>,
  key: string,
  kind: string,
  by: string,
): EntityRef {
  const entity = table[key];
  if (entity === undefined) throw failure("WIRE_REFERENCE_MISSING", { kind, name: key, by }, { path: by });
  return entity.ref;
}
