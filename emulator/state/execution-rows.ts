import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type { Execution } from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import type { DynamicWorkflowNodeMetadata, NodeExecution } from "../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import type { TaskExecution } from "../../lib/idl/gen/flyteidl/admin/task_execution_pb.js";
import type { Identifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { LiteralMap } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";

/** A run, with everything that happened in it. */
export interface ExecutionRow {
  readonly serial: number;
  readonly createdAt: Timestamp;
  readonly message: Execution;
  /** Entity that was asked for: a launch plan or a task. */
  readonly launchedTask: boolean;
  readonly launchPlan: Identifier;
  readonly workflow: Identifier;
  /** Merged with defaults and fixed inputs. */
  inputs: LiteralMap | undefined;
  /** As given, for relaunch and recover. */
  userInputs: LiteralMap | undefined;
  readonly tags: readonly string[];
  /** By unique node id. */
  readonly nodes: Map<string, NodeRow>;
  /** Cluster of the executor whose events are accepted; empty before the first. */
  cluster: string;
}

/** A node of a run. */
export interface NodeRow {
  readonly serial: number;
  createdAt: Timestamp;
  readonly message: NodeExecution;
  readonly parent: string | undefined;
  /** Flags as the events gave them; lists also derive them from children. */
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
