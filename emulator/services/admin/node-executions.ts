import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  type NodeExecution,
  NodeExecutionMetaDataSchema,
} from "../../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import {
  type NodeExecutionIdentifier,
  NodeExecutionIdentifierSchema,
} from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { LiteralMapSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import {
  attemptKey,
  checkAttemptId,
  type ExecutionRow,
  executionKey,
  executionListing,
  findNode,
  joined,
  list,
  missing,
  type NodeRow,
  nodeClosure,
  nodeListing,
  notFound,
  requireAttempt,
} from "../../state/index.js";
import { urlsOf } from "../flyte-urls.js";
import type { Plane } from "../plane.js";
import { checkLimit } from "../registration.js";
import { trimmed } from "../trim.js";
import { ofTask } from "./task-executions.js";

type Rpcs =
  | "getNodeExecution"
  | "getDynamicNodeWorkflow"
  | "listNodeExecutions"
  | "listNodeExecutionsForTask"
  | "getNodeExecutionData";

/** RPCs about node executions. */
export function nodeExecutionRpcs({ store }: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  return {
    getNodeExecution({ id }) {
      const row = find(id);
      // Executors of long ago did not tell which nodes are parents.
      return row.eventVersion === 0 ? asParent(row, childrenOf(row)) : row.message;
    },
    getDynamicNodeWorkflow({ id }) {
      const compiledWorkflow = find(id).dynamicWorkflow?.compiledWorkflow;
      if (compiledWorkflow === undefined) throw notFound("node does not contain dynamic workflow");
      return { compiledWorkflow };
    },
    listNodeExecutions(request) {
      const { workflowExecutionId: id, uniqueParentId: parent, limit, token, filters, sortBy } = request;
      if (id === undefined || id.project === "" || id.domain === "" || id.name === "") throw missing("execution_id");
      checkLimit(limit);
      const execution = store.executions.get(executionKey(id));
      if (parent !== "")
        findNode(execution, create(NodeExecutionIdentifierSchema, { executionId: id, nodeId: parent }));
      const wanted = [...(execution?.nodes.values() ?? [])].filter(
        (row) => (row.parent ?? "") === parent && (parent !== "" || row.parentTask === undefined),
      );
      return pageOf(execution, wanted, { limit, token, filters, sortBy });
    },
    listNodeExecutionsForTask({ taskExecutionId, limit, token, filters, sortBy }) {
      const id = checkAttemptId(ofTask(taskExecutionId));
      checkLimit(limit);
      const key = attemptKey(requireAttempt(store, id).message.id);
      const executionId = id.nodeExecutionId?.executionId;
      const execution = executionId && store.executions.get(executionKey(executionId));
      const wanted = [...(execution?.nodes.values() ?? [])].filter(({ parentTask }) => parentTask === key);
      return pageOf(execution, wanted, { limit, token, filters, sortBy });
    },
    async getNodeExecutionData({ id }) {
      const row = find(id);
      const { inputUri } = row.message;
      const { outputResult, deckUri } = nodeClosure(row);
      const read = async (uri: string) => (await store.data.read(uri)) ?? create(LiteralMapSchema);
      return {
        inputs: {},
        outputs: {},
        fullInputs: await read(inputUri),
        fullOutputs: await read(outputResult.case === "outputUri" ? outputResult.value : ""),
        ...dynamicOf(row),
        flyteUrls: urlsOf(row.message.id, deckUri !== ""),
      };
    },
  };

  function pageOf(
    execution: ExecutionRow | undefined,
    rows: readonly NodeRow[],
    query: Omit<Parameters<typeof list>[2], "rpc">,
  ) {
    const listing = joined(nodeListing, executionListing, () => execution);
    const page = list(rows, listing, { ...query, rpc: "ListNodeExecutions" });
    return { nodeExecutions: page.rows.map((row) => trimmedNode(asParent(row, childrenOf(row)))), token: page.token };
  }

  function childrenOf({ message: { id } }: NodeRow): boolean {
    const nodes = id?.executionId && store.executions.get(executionKey(id.executionId))?.nodes.values();
    return [...(nodes ?? [])].some(({ parent }) => parent === id?.nodeId);
  }

  // FlyteAdmin looks at the fields that are given, and answers the first node that fits them.
  function find(id: NodeExecutionIdentifier | undefined): NodeRow {
    const { executionId, nodeId = "" } = id ?? {};
    const exact = executionId && store.executions.get(executionKey(executionId))?.nodes.get(nodeId);
    if (exact !== undefined) return exact;
    const given = (["project", "domain", "name"] as const).filter((field) => executionId && executionId[field] !== "");
    if (given.length === 3 && nodeId !== "") return findNode(undefined, id ?? create(NodeExecutionIdentifierSchema));
    for (const { message, nodes } of store.executions.values()) {
      if (!given.every((field) => message.id?.[field] === executionId?.[field])) continue;
      for (const row of nodes.values()) if (nodeId === "" || row.message.id?.nodeId === nodeId) return row;
    }
    return findNode(undefined, id ?? create(NodeExecutionIdentifierSchema));
  }
}

function dynamicOf({ dynamicWorkflow }: NodeRow) {
  if (dynamicWorkflow === undefined) return {};
  // FlyteAdmin answers the id that the workflow was compiled under, not the one the event named.
  const id = dynamicWorkflow.compiledWorkflow?.primary?.template?.id;
  return { dynamicWorkflow: { ...dynamicWorkflow, ...(id && { id }) } };
}

// A node that has children is a parent, and a dynamic one if its task made a workflow, even if no event said so.
function asParent({ message, dynamicWorkflow }: NodeRow, hasChildren: boolean): NodeExecution {
  const metadata = message.metadata ?? create(NodeExecutionMetaDataSchema);
  if (!hasChildren || metadata.isParentNode || metadata.isDynamic) return message;
  return { ...message, metadata: { ...metadata, isParentNode: true, isDynamic: dynamicWorkflow !== undefined } };
}

function trimmedNode(message: NodeExecution): NodeExecution {
  const { closure } = message;
  const result = closure?.outputResult;
  if (closure === undefined || result?.case !== "error") return message;
  return { ...message, closure: { ...closure, outputResult: { case: "error", value: trimmed(result.value) } } };
}
