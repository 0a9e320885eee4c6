import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { FlyteURLsSchema } from "../../../lib/idl/gen/flyteidl/admin/common_pb.js";
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
  type ExecutionRow,
  executionKey,
  findExecution,
  findNode,
  list,
  missing,
  type NodeRow,
  nodeClosure,
  nodeListing,
  notFound,
} from "../../state/index.js";
import { checkFields } from "../identify.js";
import type { Plane } from "../plane.js";
import { checkLimit } from "../registration.js";
import { trimmed } from "../trim.js";

type Rpcs = "getNodeExecution" | "getDynamicNodeWorkflow" | "listNodeExecutions" | "getNodeExecutionData";

/** RPCs about node executions. */
export function nodeExecutionRpcs({ store }: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  return {
    getNodeExecution({ id }) {
      return find(id).message;
    },
    getDynamicNodeWorkflow({ id }) {
      const compiledWorkflow = find(id).dynamicWorkflow?.compiledWorkflow;
      if (compiledWorkflow === undefined) throw notFound("node does not contain dynamic workflow");
      return { compiledWorkflow };
    },
    listNodeExecutions(request) {
      const { workflowExecutionId: id, uniqueParentId: parent, limit, token, filters, sortBy } = request;
      if (id === undefined) throw missing("execution_id");
      checkFields(id, "project", "domain", "name");
      checkLimit(limit);
      const execution = store.executions.get(executionKey(id));
      if (parent !== "")
        findNode(execution, create(NodeExecutionIdentifierSchema, { executionId: id, nodeId: parent }));
      const rows = [...(execution?.nodes.values() ?? [])];
      const parents = new Set(rows.map((row) => row.parent));
      const wanted = rows.filter((row) => (row.parent ?? "") === parent);
      const page = list(wanted, nodeListing, { limit, token, filters, sortBy, rpc: "ListNodeExecutions" });
      return { nodeExecutions: page.rows.map((row) => outline(row, parents)), token: page.token };
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

  function find(id: NodeExecutionIdentifier | undefined): NodeRow {
    if (id === undefined) return first();
    const { executionId } = id;
    const execution: ExecutionRow | undefined = executionId && store.executions.get(executionKey(executionId));
    return findNode(execution, id);
  }

  // FlyteAdmin answers some node where none is named.
  function first(): NodeRow {
    for (const { nodes } of store.executions.values()) for (const row of nodes.values()) return row;
    findExecution(store, { project: "", domain: "", name: "" });
    throw missing("id");
  }
}

function dynamicOf({ dynamicWorkflow }: NodeRow) {
  if (dynamicWorkflow === undefined) return {};
  // FlyteAdmin answers the id that the workflow was compiled under, not the one the event named.
  const id = dynamicWorkflow.compiledWorkflow?.primary?.template?.id;
  return { dynamicWorkflow: { ...dynamicWorkflow, ...(id && { id }) } };
}

/** Addresses that flytekit and the console fetch data by. */
export function urlsOf(id: NodeExecutionIdentifier | undefined, hasDeck: boolean, attempt?: number) {
  const { project = "", domain = "", name = "" } = id?.executionId ?? {};
  const tail = attempt === undefined ? "" : `/${attempt}`;
  const base = `flyte://v1/${project}/${domain}/${name}/${id?.nodeId ?? ""}${tail}`;
  return create(FlyteURLsSchema, { inputs: `${base}/i`, outputs: `${base}/o`, deck: hasDeck ? `${base}/d` : "" });
}

// Lists also call a node a parent that has children, and cut long texts of errors.
function outline({ message }: NodeRow, parents: ReadonlySet<string | undefined>): NodeExecution {
  const { closure, metadata } = message;
  const result = closure?.outputResult;
  const hasChildren = parents.has(message.id?.nodeId);
  return {
    ...message,
    ...(hasChildren && { metadata: { ...(metadata ?? create(NodeExecutionMetaDataSchema)), isParentNode: true } }),
    ...(closure !== undefined && result?.case === "error"
      ? { closure: { ...closure, outputResult: { case: "error", value: trimmed(result.value) } } }
      : {}),
  };
}
