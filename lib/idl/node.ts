import { create } from "@bufbuild/protobuf";
import type { Backoff, Node, Task, TriggerRule } from "../dag/index.js";
import type { JsonObject } from "../types/index.js";
import { decodeAttributes, encodeAttributes, checkAttributes } from "./attributes.js";
import { decodeBindings, encodeBindings, sourcesOf, startNode } from "./binding.js";
import { carrier } from "./carried.js";
import {
  type Node as NodeMessage,
  type NodeMetadata,
  NodeMetadataSchema,
  NodeSchema,
} from "./gen/flyteidl/core/workflow_pb.js";
import { known, missing } from "./known.js";
import type { Place } from "./ref.js";
import { decodeTarget, encodeTarget, innerNodes } from "./target.js";
import { type EncodeOptions, refuseOnFlyte } from "./target-flyte.js";
import { fromDuration, toDuration } from "./time.js";

/** What encoding a node needs to know of its surroundings. */
export interface Encoding extends EncodeOptions {
  readonly place: Place;
  /** Tasks of the Dag, by key. */
  readonly tasks: Readonly<Record<string, Task>>;
  /** Other entities of the Dag, by key. */
  readonly workflows: Readonly<Record<string, { readonly ref: Task["ref"] }>>;
  readonly launchPlans: Readonly<Record<string, { readonly ref: Task["ref"] }>>;
}

/** What decoding a node needs to know of its surroundings. */
export interface Decoding {
  readonly place: Place;
  /** Whether the template went through the compiler, which renames the nodes inside branches. */
  readonly compiled: boolean;
  /** Positions of the workflow's own nodes. */
  readonly positions: ReadonlyMap<string, number>;
}

const nodes = carrier(NodeSchema, [
  "id",
  "metadata",
  "inputs",
  "upstreamNodeIds",
  "taskNode",
  "workflowNode",
  "branchNode",
  "gateNode",
  "arrayNode",
]);
const metadatas = carrier(NodeMetadataSchema, ["name", "timeout", "retries", "interruptible"]);
const attributeKinds = {
  trigger: "string",
  pool: "string",
  priority: "number",
  backoff: "object",
  retries: "number",
} as const;

/** A node as Flyte's `core.Node`; NODE_UNSUPPORTED. */
export function encodeNode(node: Node, encoding: Encoding): NodeMessage {
  const message = nodes.write(node.rest);
  message.id = node.id;
  message.metadata = encodeMetadata(node, message.metadata, encoding);
  message.inputs = encodeBindings(node.inputs, node.id);
  // Carried where the wire's list says less, or more, than what the node waits for.
  if (!(node.rest !== undefined && "upstreamNodeIds" in node.rest)) message.upstreamNodeIds = [...node.after].sort();
  message.target = encodeTarget(node, encoding);
  return message;
}

/** A node of the workflow itself, which also waits for what its bindings read. */
export function decodeNode(message: NodeMessage, decoding: Decoding): Node {
  const node = decodeInnerNode(message, decoding);
  const reads = [node, ...innerNodes(node)].flatMap(({ inputs }) => sourcesOf(inputs));
  const after = inOrder([...node.after, ...reads], decoding.positions);
  const written = [...message.upstreamNodeIds].sort();
  if (sameList(written, [...after].sort())) return { ...node, after };
  return { ...node, after, rest: { ...node.rest, upstreamNodeIds: written } };
}

/** A node inside another one; it waits for nothing but what is written. */
export function decodeInnerNode(message: NodeMessage, decoding: Decoding): Node {
  const { id, metadata, upstreamNodeIds } = known(message, message.id);
  if (id === "") return missing({ message: "node", field: "id" }, id);
  const { own, rest: carried } = decodeMetadata(metadata, id);
  const rest: JsonObject = { ...nodes.read(message), ...(carried === undefined ? {} : { metadata: carried }) };
  return {
    id,
    target: decodeTarget(message, decoding),
    inputs: decodeBindings(message.inputs, id),
    after: inOrder(
      upstreamNodeIds.filter((upstream) => upstream !== startNode),
      decoding.positions,
    ),
    ...own,
    ...(Object.keys(rest).length === 0 ? {} : { rest }),
  };
}

function encodeMetadata(node: Node, carried: NodeMetadata | undefined, encoding: Encoding): NodeMetadata {
  const { trigger, pool, priority, backoff, retries, timeout, interruptible } = node;
  if (trigger !== undefined && trigger !== "all_success") {
    refuseOnFlyte(encoding, { node: node.id, feature: `the trigger rule ${trigger}` });
  }
  if (retries === 0 && ownRetries(node, encoding) > 0) {
    refuseOnFlyte(encoding, { node: node.id, feature: "no retries for a task that has some" });
  }
  const message = carried ?? create(NodeMetadataSchema);
  message.name = node.name ?? "";
  message.retries = { $typeName: "flyteidl.core.RetryStrategy", retries: retries ?? 0 };
  if (timeout !== undefined) message.timeout = toDuration(timeout);
  if (interruptible !== undefined) message.interruptibleValue = { case: "interruptible", value: interruptible };
  Object.assign(
    message.config,
    encodeAttributes({
      trigger,
      pool,
      priority,
      backoff: backoff === undefined ? undefined : { ...backoff },
      // Zero on the wire means the task's own.
      retries: retries === 0 ? 0 : undefined,
    }),
  );
  return message;
}

function decodeMetadata(message: NodeMetadata | undefined, path: string) {
  if (message === undefined) return { own: {}, rest: undefined };
  const { name, timeout, retries, interruptibleValue, config } = known(message, path);
  const { attributes, others } = decodeAttributes(config, path);
  const { trigger, pool, priority, backoff, retries: none } = checkAttributes(attributes, attributeKinds, path);
  const limit = timeout === undefined ? "0s" : fromDuration(timeout);
  const count = retries === undefined ? 0 : known(retries, path).retries;
  const own: Partial<Node> = {
    ...(name === "" ? {} : { name }),
    ...(count === 0 ? {} : { retries: count }),
    ...(none === undefined ? {} : { retries: none }),
    ...(backoff === undefined ? {} : { backoff: backoff as unknown as Backoff }),
    ...(limit === "0s" ? {} : { timeout: limit }),
    ...(interruptibleValue.case === undefined ? {} : { interruptible: interruptibleValue.value }),
    ...(trigger === undefined ? {} : { trigger: trigger as TriggerRule }),
    ...(pool === undefined ? {} : { pool }),
    ...(priority === undefined ? {} : { priority }),
  };
  return { own, rest: metadatas.read(others === config ? message : { ...message, config: { ...others } }) };
}

function ownRetries({ target }: Node, { tasks }: Encoding): number {
  return (target.kind === "task" ? tasks[target.task]?.retries : undefined) ?? 0;
}

// Each once, in the order of the workflow's nodes; names that are no nodes come last, for `check` to find.
function inOrder(ids: readonly string[], positions: ReadonlyMap<string, number>): readonly string[] {
  if (ids.length === 0) return [];
  const position = (id: string) => positions.get(id) ?? positions.size;
  return [...new Set(ids)].sort((a, b) => position(a) - position(b));
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
