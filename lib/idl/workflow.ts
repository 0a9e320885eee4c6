import { create } from "@bufbuild/protobuf";
import type { FailurePolicy, Node, Workflow } from "../dag/index.js";
import type { JsonObject } from "../types/index.js";
import { decodeAttributes, encodeAttributes, checkAttributes } from "./attributes.js";
import { decodeBindings, encodeBindings, endNode, startNode } from "./binding.js";
import { carrier } from "./carried.js";
import { enumNames } from "./enum-names.js";
import {
  type Node as NodeMessage,
  type WorkflowMetadata,
  WorkflowMetadata_OnFailurePolicy,
  type WorkflowMetadataDefaults,
  WorkflowMetadataSchema,
  type WorkflowTemplate,
  WorkflowTemplateSchema,
} from "./gen/flyteidl/core/workflow_pb.js";
import { decodeInterface, encodeInterface } from "./interface.js";
import { known } from "./known.js";
import { type Decoding, decodeNode, type Encoding, encodeNode } from "./node.js";
import { decodeRef, encodeRef, type Place } from "./ref.js";

const templates = carrier(WorkflowTemplateSchema, [
  "id",
  "metadata",
  "interface",
  "nodes",
  "outputs",
  "failureNode",
  "metadataDefaults",
]);
const metadatas = carrier(WorkflowMetadataSchema, ["onFailure"]);
const policies = enumNames<FailurePolicy>("WorkflowMetadata.on_failure", {
  fail_immediately: WorkflowMetadata_OnFailurePolicy.FAIL_IMMEDIATELY,
  fail_after_executable_nodes_complete: WorkflowMetadata_OnFailurePolicy.FAIL_AFTER_EXECUTABLE_NODES_COMPLETE,
});

/**
 * A workflow as Flyte's `core.WorkflowTemplate`, as a client submits it; its description is the spec's. NODE_UNSUPPORTED,
 * WIRE_REFERENCE_MISSING.
 */
export function encodeWorkflow(workflow: Workflow, encoding: Encoding): WorkflowTemplate {
  const { description, ...rest } = workflow.rest ?? {};
  const message = templates.write(rest);
  message.id = encodeRef(workflow.ref, "workflow", encoding.place);
  message.metadata ??= create(WorkflowMetadataSchema);
  message.metadata.onFailure = policies.encode(workflow.onFailure);
  message.metadataDefaults = {
    $typeName: "flyteidl.core.WorkflowMetadataDefaults",
    interruptible: workflow.interruptible ?? false,
  };
  message.interface = encodeInterface(workflow.interface);
  message.nodes = workflow.nodes.map((node) => encodeNode(node, encoding));
  message.outputs = encodeBindings(workflow.outputs, workflow.ref.name);
  if (workflow.failureNode !== undefined) message.failureNode = encodeNode(workflow.failureNode, encoding);
  return message;
}

/** A workflow inside another one's spec, where only its tags have room for a description. */
export function encodeSubWorkflow(workflow: Workflow, encoding: Encoding): WorkflowTemplate {
  const message = encodeWorkflow(workflow, encoding);
  Object.assign(message.metadata!.tags, encodeAttributes({ description: workflow.description }));
  return message;
}

/**
 * The workflow of a `core.WorkflowTemplate`, compiled or as submitted. NODE_UNSUPPORTED, WIRE_FIELD_MISSING and others
 * name the node.
 */
export function decodeWorkflow(message: WorkflowTemplate, place: Place): Workflow {
  const path = message.id?.name ?? "workflow";
  const { id, metadata, outputs, failureNode, metadataDefaults } = known(message, path);
  const nodes = message.nodes.filter((node) => !isSystem(node));
  const decoding: Decoding = {
    place,
    compiled: nodes.length < message.nodes.length,
    positions: new Map(nodes.map((node, index) => [node.id, index])),
  };
  const { description, carried } = decodeMetadata(metadata, path);
  const rest: JsonObject = { ...templates.read(message), ...(carried === undefined ? {} : { metadata: carried }) };
  return {
    ref: decodeRef(id, "workflow", { place, path }),
    interface: decodeInterface(message.interface, path),
    ...(description === undefined ? {} : { description }),
    nodes: nodes.map((node) => decodeNode(node, decoding)),
    outputs: decodeBindings(outputs, path),
    onFailure: decodePolicy(metadata, path),
    ...(failureNode === undefined ? {} : { failureNode: decodeNode(failureNode, decoding) as Node }),
    ...(interruptible(metadataDefaults, path) ? { interruptible: true } : {}),
    ...(Object.keys(rest).length === 0 ? {} : { rest }),
  };
}

function isSystem({ id }: NodeMessage): boolean {
  return id === startNode || id === endNode;
}

function decodeMetadata(message: WorkflowMetadata | undefined, path: string) {
  if (message === undefined) return { description: undefined, carried: undefined };
  const { attributes, others } = decodeAttributes(known(message, path).tags, path);
  const { description } = checkAttributes(attributes, { description: "string" }, path);
  return {
    description,
    carried: metadatas.read(others === message.tags ? message : { ...message, tags: { ...others } }),
  };
}

function decodePolicy(metadata: WorkflowMetadata | undefined, path: string): FailurePolicy {
  return metadata === undefined ? "fail_immediately" : policies.decode(metadata.onFailure, path);
}

function interruptible(defaults: WorkflowMetadataDefaults | undefined, path: string): boolean {
  return defaults !== undefined && known(defaults, path).interruptible;
}
