import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  type TaskExecutionIdentifier,
  TaskExecutionIdentifierSchema,
} from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { LiteralMapSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import {
  executionKey,
  findAttempt,
  list,
  missing,
  notFound,
  type TaskExecutionRow,
  taskClosure,
  taskExecutionListing,
  textForm,
} from "../../state/index.js";
import { checkFields, plainId } from "../identify.js";
import type { Plane } from "../plane.js";
import { checkLimit } from "../registration.js";
import { urlsOf } from "./node-executions.js";

type Rpcs = "getTaskExecution" | "listTaskExecutions" | "getTaskExecutionData";

/** RPCs about attempts of tasks. */
export function taskExecutionRpcs({ store }: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  return {
    getTaskExecution({ id }) {
      return find(id).message;
    },
    listTaskExecutions({ nodeExecutionId: id, limit, token, filters, sortBy }) {
      if (id?.executionId === undefined) throw missing("id");
      checkFields(id.executionId, "project", "domain", "name");
      checkLimit(limit);
      const node = store.executions.get(executionKey(id.executionId))?.nodes.get(id.nodeId);
      const query = { limit, token, filters, sortBy, rpc: "ListTaskExecutions" };
      const page = list(node?.tasks ?? [], taskExecutionListing, query);
      return { taskExecutions: page.rows.map(({ message }) => message), token: page.token };
    },
    async getTaskExecutionData({ id }) {
      const row = find(id);
      const { outputResult } = taskClosure(row);
      const read = async (uri: string) => (await store.data.read(uri)) ?? create(LiteralMapSchema);
      return {
        inputs: {},
        outputs: {},
        fullInputs: await read(row.message.inputUri),
        fullOutputs: await read(outputResult.case === "outputUri" ? outputResult.value : ""),
        flyteUrls: urlsOf(row.message.id?.nodeExecutionId, false, row.message.id?.retryAttempt ?? 0),
      };
    },
  };

  function find(id: TaskExecutionIdentifier | undefined): TaskExecutionRow {
    const nodeId = id?.nodeExecutionId;
    if (id === undefined || nodeId?.executionId === undefined || id.taskId === undefined) throw missing("id");
    const node = store.executions.get(executionKey(nodeId.executionId))?.nodes.get(nodeId.nodeId);
    const row = node && findAttempt(node, id);
    if (row !== undefined) return row;
    const where = textForm(
      TaskExecutionIdentifierSchema,
      create(TaskExecutionIdentifierSchema, { nodeExecutionId: nodeId }),
    );
    const what = `missing entity of type task execution with identifier task_id:{${plainId(id.taskId)}}`;
    throw notFound(`${what} ${where}`);
  }
}
