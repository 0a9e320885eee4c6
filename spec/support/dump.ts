import { type DescMessage, type MessageShape, toJson } from "@bufbuild/protobuf";
import { createClient, type Transport } from "@connectrpc/connect";
import {
  ExecutionListSchema,
  ExecutionSchema,
  WorkflowExecutionGetDataResponseSchema,
} from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { NamedEntityListSchema } from "../../lib/idl/gen/flyteidl/admin/common_pb.js";
import { DescriptionEntityListSchema } from "../../lib/idl/gen/flyteidl/admin/description_entity_pb.js";
import { LaunchPlanListSchema } from "../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import {
  ListMatchableAttributesResponseSchema,
  MatchableResource,
} from "../../lib/idl/gen/flyteidl/admin/matchable_resource_pb.js";
import {
  NodeExecutionGetDataResponseSchema,
  NodeExecutionListSchema,
} from "../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import { ProjectsSchema } from "../../lib/idl/gen/flyteidl/admin/project_pb.js";
import { SignalListSchema } from "../../lib/idl/gen/flyteidl/admin/signal_pb.js";
import {
  TaskExecutionGetDataResponseSchema,
  TaskExecutionListSchema,
} from "../../lib/idl/gen/flyteidl/admin/task_execution_pb.js";
import { TaskListSchema } from "../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { WorkflowSchema } from "../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { ResourceType, type WorkflowExecutionIdentifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { SignalService } from "../../lib/idl/gen/flyteidl/service/signal_pb.js";

const limit = 10_000;

/** Everything that clients can read of an emulator, as JSON. */
export async function dump(transport: Transport): Promise<readonly unknown[]> {
  const admin = createClient(AdminService, transport);
  const signals = createClient(SignalService, transport);
  const found: unknown[] = [];
  const add = <Desc extends DescMessage>(desc: Desc, message: MessageShape<Desc>) => {
    found.push(toJson(desc, message));
    return message;
  };

  const { projects } = add(ProjectsSchema, await admin.listProjects({ limit, filters: "value_in(state,0;1;2)" }));
  for (const kind of Object.values(MatchableResource).filter((value) => typeof value === "number")) {
    add(
      ListMatchableAttributesResponseSchema,
      await admin.listMatchableAttributes({ resourceType: kind as MatchableResource }),
    );
  }
  for (const { id: project, domains } of projects) {
    for (const { id: domain } of domains) await ofPlace(project, domain);
  }
  return found;

  async function ofPlace(project: string, domain: string): Promise<void> {
    const id = { project, domain };
    add(TaskListSchema, await admin.listTasks({ id, limit }));
    const { workflows } = await admin.listWorkflows({ id, limit });
    for (const { id: workflow } of workflows)
      add(WorkflowSchema, await admin.getWorkflow({ ...(workflow && { id: workflow }) }));
    add(LaunchPlanListSchema, await admin.listLaunchPlans({ id, limit }));
    for (const resourceType of [ResourceType.TASK, ResourceType.WORKFLOW, ResourceType.LAUNCH_PLAN]) {
      const { entities } = add(
        NamedEntityListSchema,
        await admin.listNamedEntities({ resourceType, project, domain, limit, filters: "ne(name,none)" }),
      );
      for (const { id: named } of entities) {
        if (named === undefined) continue;
        add(DescriptionEntityListSchema, await admin.listDescriptionEntities({ resourceType, id: named, limit }));
      }
    }
    const filters = "value_in(state,0;1)";
    const { executions } = add(ExecutionListSchema, await admin.listExecutions({ id, limit, filters }));
    for (const { id: execution } of executions) if (execution !== undefined) await ofExecution(execution);
  }

  async function ofExecution(id: WorkflowExecutionIdentifier): Promise<void> {
    add(ExecutionSchema, await admin.getExecution({ id }));
    add(WorkflowExecutionGetDataResponseSchema, await admin.getExecutionData({ id }));
    add(SignalListSchema, await signals.listSignals({ workflowExecutionId: id, limit }));
    await ofNodes(id, "");
  }

  async function ofNodes(workflowExecutionId: WorkflowExecutionIdentifier, uniqueParentId: string): Promise<void> {
    const request = { workflowExecutionId, uniqueParentId, limit };
    const { nodeExecutions } = add(NodeExecutionListSchema, await admin.listNodeExecutions(request));
    for (const { id } of nodeExecutions) {
      // Of the node without a name, the list is that of the run, and nothing else can be asked.
      if (id === undefined || id.nodeId === "") continue;
      add(NodeExecutionGetDataResponseSchema, await admin.getNodeExecutionData({ id }));
      const { taskExecutions } = add(
        TaskExecutionListSchema,
        await admin.listTaskExecutions({ nodeExecutionId: id, limit }),
      );
      for (const { id: attempt } of taskExecutions) {
        add(TaskExecutionGetDataResponseSchema, await admin.getTaskExecutionData({ ...(attempt && { id: attempt }) }));
      }
      await ofNodes(workflowExecutionId, id.nodeId);
    }
  }
}
