import { create } from "@bufbuild/protobuf";
import type { Node, Target } from "../dag/index.js";
import { decodeCondition, encodeCondition } from "./condition.js";
import {
  type BranchNode,
  BranchNodeSchema,
  type IfBlock,
  type IfElseBlock,
  type Node as NodeMessage,
} from "./gen/flyteidl/core/workflow_pb.js";
import { known, missing } from "./known.js";
import { type Decoding, decodeInnerNode, type Encoding, encodeNode } from "./node.js";
import { refuseOnFlyte } from "./target-flyte.js";

type Branch = Extract<Target, { kind: "branch" }>;

/** A branch as Flyte's `core.BranchNode`, its inner ids as written; NODE_UNSUPPORTED without `otherwise` on Flyte. */
export function encodeBranch({ cases, otherwise }: Branch, id: string, encoding: Encoding): BranchNode {
  if (otherwise === undefined) refuseOnFlyte(encoding, { node: id, feature: "a branch without otherwise" });
  const [first, ...other] = cases.map(
    ({ when, then }): IfBlock => ({
      $typeName: "flyteidl.core.IfBlock",
      condition: encodeCondition(when, id, encoding),
      thenNode: encodeNode(then, encoding),
    }),
  );
  const ifElse = {
    ...(first === undefined ? {} : { case: first }),
    other,
    default: encodeDefault(otherwise, encoding),
  };
  return create(BranchNodeSchema, { ifElse });
}

/** The branch of a `core.BranchNode`; ids that the compiler made longer are as they were written. */
export function decodeBranch(message: BranchNode, id: string, decoding: Decoding): Branch {
  const { ifElse } = known(message, id);
  if (ifElse?.case === undefined) return missing({ message: `branch ${id}`, field: "case" }, id);
  const { case: first, other, default: last } = known(ifElse, id);
  const cases = [first!, ...other].map((block) => {
    const { condition, thenNode } = known(block, id);
    if (thenNode === undefined) return missing({ message: `branch ${id}`, field: "then_node" }, id);
    return { when: decodeCondition(condition, id), then: decodeChild(thenNode, id, decoding) };
  });
  const otherwise = decodeDefault(last, id, decoding);
  return { kind: "branch", cases, ...(otherwise === undefined ? {} : { otherwise }) };
}

function encodeDefault(otherwise: Branch["otherwise"], encoding: Encoding): IfElseBlock["default"] {
  if (otherwise === undefined) return { case: undefined };
  if ("id" in otherwise) return { case: "elseNode", value: encodeNode(otherwise, encoding) };
  const { error, failedNodeId = "" } = otherwise;
  return { case: "error", value: { $typeName: "flyteidl.core.Error", message: error, failedNodeId } };
}

function decodeDefault(last: IfElseBlock["default"], id: string, decoding: Decoding): Branch["otherwise"] {
  if (last.case === undefined) return undefined;
  if (last.case === "elseNode") return decodeChild(last.value, id, decoding);
  const { message, failedNodeId } = known(last.value, id);
  return { error: message, ...(failedNodeId === "" ? {} : { failedNodeId }) };
}

function decodeChild(message: NodeMessage, branch: string, decoding: Decoding): Node {
  const prefix = `${branch}-`;
  const node = decodeInnerNode(message, decoding);
  if (!decoding.compiled || !node.id.startsWith(prefix)) return node;
  return { ...node, id: node.id.slice(prefix.length) };
}
