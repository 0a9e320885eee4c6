import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { TaskExecution } from "../../../lib/idl/gen/flyteidl/admin/task_execution_pb.js";
import {
  type NodeExecutionIdentifier,
  ResourceType,
  type TaskExecutionIdentifier,
  type WorkflowExecutionIdentifier,
} from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { LiteralMapSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import {
  attemptKey,
  entityKey,
  executionKey,
  executionListing,
  joined,
  list,
  missing,
  nodeListing,
  requireAttempt,
  type Store,
  type TaskExecutionRow,
  taskClosure,
  taskExecutionListing,
  taskListing,
} from "../../state/index.js";
import { urlsOf } from "../flyte-urls.js";
import { checkFields } from "../identify.js";
import type { Plane } from "../plane.js";
import { checkLimit } from "../registration.js";

type Rpcs = "getTaskExecution" | "listTaskExecutions" | "getTaskExecutionData";

/** RPCs about attempts of tasks. */
export function taskExecutionRpcs({ store }: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  return {
    getTaskExecution({ id }) {
      return shown(store, requireAttempt(store, ofTask(id)));
    },
    listTaskExecutions({ nodeExecutionId: given, limit, token, filters, sortBy }) {
      const id = checkNodeId(given);
      checkLimit(limit);
      const execution = store.executions.get(executionKey(id.executionId));
      const node = execution?.nodes.get(id.nodeId);
      const ofRun = joined(taskExecutionListing, executionListing, () => execution);
      const ofNode = joined(ofRun, nodeListing, () => node);
      const listing = joined(ofNode, taskListing, ({ message }) => {
        const task = message.id?.taskId;
        return task && store.tasks.get(entityKey(task));
      });
      const query = { limit, token, filters, sortBy, rpc: "ListTaskExecutions" };
      const page = list(node?.tasks ?? [], listing, query);
      return { taskExecutions: page.rows.map((row) => shown(store, row)), token: page.token };
    },
    async getTaskExecutionData({ id }) {
      const row = requireAttempt(store, ofTask(id));
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
}

/** An attempt's id with the type of its task, which the gateway's paths do not tell. */
export function ofTask(id: TaskExecutionIdentifier | undefined): TaskExecutionIdentifier | undefined {
  if (id?.taskId?.resourceType !== ResourceType.UNSPECIFIED) return id;
  return { ...id, taskId: { ...id.taskId, resourceType: ResourceType.TASK } };
}

// FlyteAdmin tells of children, which tasks of long ago had.
function shown(store: Store, { message }: TaskExecutionRow): TaskExecution {
  const id = message.id?.nodeExecutionId?.executionId;
  const nodes = id === undefined ? undefined : store.executions.get(executionKey(id))?.nodes.values();
  const key = attemptKey(message.id);
  const isParent = [...(nodes ?? [])].some(({ parentTask }) => parentTask === key);
  return isParent ? { ...message, isParent } : message;
}

function checkNodeId(id: NodeExecutionIdentifier | undefined) {
  if (id === undefined) throw missing("id");
  const { executionId, nodeId } = id;
  if (executionId === undefined) throw missing("execution_id");
  if (nodeId === "") throw missing("node_id");
  checkFields(executionId, "project", "domain", "name");
  return { executionId, nodeId } satisfies { executionId: WorkflowExecutionIdentifier; nodeId: string };
}
