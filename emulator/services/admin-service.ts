import type { ServiceImpl } from "@connectrpc/connect";
import type { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { attributeRpcs } from "./admin/attributes.js";
import { descriptionRpcs } from "./admin/descriptions.js";
import { eventRpcs } from "./admin/events.js";
import { executionRpcs } from "./admin/executions.js";
import { launchPlanRpcs } from "./admin/launch-plans.js";
import { namedEntityRpcs } from "./admin/named-entities.js";
import { nodeExecutionRpcs } from "./admin/node-executions.js";
import { projectRpcs } from "./admin/projects.js";
import { taskExecutionRpcs } from "./admin/task-executions.js";
import { taskRpcs } from "./admin/tasks.js";
import { workflowRpcs } from "./admin/workflows.js";
import type { Plane } from "./plane.js";

/** Flyte's AdminService; an RPC that is missing here answers UNIMPLEMENTED with its name. */
export function adminService(plane: Plane): Partial<ServiceImpl<typeof AdminService>> {
  return {
    ...projectRpcs(plane),
    ...taskRpcs(plane),
    ...workflowRpcs(plane),
    ...launchPlanRpcs(plane),
    ...namedEntityRpcs(plane),
    ...executionRpcs(plane),
    ...nodeExecutionRpcs(plane),
    ...taskExecutionRpcs(plane),
    ...eventRpcs(plane),
    ...attributeRpcs(plane),
    ...descriptionRpcs(plane),
    getVersion: () => ({ controlPlaneVersion: { Build: "flytepath", Version: "v1.16.0", BuildTime: "1970-01-01" } }),
  };
}
