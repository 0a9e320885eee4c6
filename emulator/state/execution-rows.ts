import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type { Execution } from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import type { LaunchPlan } from "../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import type { DynamicWorkflowNodeMetadata, NodeExecution } from "../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import type { TaskExecution } from "../../lib/idl/gen/flyteidl/admin/task_execution_pb.js";
import type { Identifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { LiteralMap } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";

/** A run, with everything that happened in it. */
export interface ExecutionRow {
  readonly serial: number;
  readonly createdAt: Timestamp;
  readonly message: Execution;
  readonly launchedTask: boolean;
  /** Entity that was asked for: a launch plan, or a task. */
  readonly launchPlan: Identifier;
  /** The launch plan as it was when the run was made; the generated one of a task. */
  readonly plan: LaunchPlan;
  readonly workflow: Identifier;
  /** Merged with defaults and fixed inputs. */
  readonly inputs: LiteralMap;
  /** As given, for relaunch and recover. */
  readonly userInputs: LiteralMap | undefined;
  readonly tags: readonly string[];
  /** By unique node id. */
  readonly nodes: ReadonlyMap<string, NodeRow>;
}

/** A node of a run. */
export interface NodeRow {
  readonly serial: number;
  createdAt: Timestamp;
  readonly message: NodeExecution;
  readonly parent: string | undefined;
  /** Key of the attempt whose child it is; tasks of long ago had nodes below them. */
  readonly parentTask: string | undefined;
  /** Of its first event. */
  readonly eventVersion: number;
  dynamicWorkflow: DynamicWorkflowNodeMetadata | undefined;
  readonly tasks: TaskExecutionRow[];
}

/** An attempt of a task. */
export interface TaskExecutionRow {
  readonly serial: number;
  createdAt: Timestamp;
  readonly message: TaskExecution;
  phaseVersion: number;
}
