import type { LaunchPlan } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import type { CompiledTask } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import type { Identifier } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";

/** Registered entities that a workflow may refer to; both fail with NOT_FOUND. */
export interface Library {
  task(id: Identifier): CompiledTask;
  launchPlan(id: Identifier): LaunchPlan;
}
