import type { Interface, JsonObject, Literals } from "../types/index.js";
import type { Bindings } from "./binding.js";
import type { Node } from "./node.js";
import type { EntityRef, Task } from "./task.js";

/** What the failure of one node does to the others that could still run; Flyte's `OnFailurePolicy`. */
export type FailurePolicy = "fail_immediately" | "fail_after_executable_nodes_complete";

/** A graph of nodes with an interface; Flyte's `WorkflowTemplate`. */
export interface Workflow {
  readonly ref: EntityRef;
  readonly interface: Interface;
  readonly description?: string;
  /** In written order. */
  readonly nodes: readonly Node[];
  readonly outputs: Bindings;
  readonly onFailure: FailurePolicy;
  /** Runs once after a failure; bound to the workflow's inputs. */
  readonly failureNode?: Node;
  readonly interruptible?: boolean;
  /** Parts of the wire's WorkflowTemplate that flytepath only carries, as proto JSON. */
  readonly rest?: JsonObject;
}

/** A launch plan that nodes start: where it is and what it takes and gives. */
export interface LaunchPlanRef {
  readonly ref: EntityRef;
  readonly interface: Interface;
}

/** When and how a pipeline is started without being asked; goes into its launch plan. */
export interface Plan {
  /** A cron expression, `@daily` and the like, or `every 10m`. */
  readonly schedule?: string;
  /** IANA name; default UTC. */
  readonly timezone?: string;
  /** RFC 3339. */
  readonly startDate?: string;
  readonly endDate?: string;
  /** Whether missed times are run; default false. */
  readonly catchup?: boolean;
  /** Input that gets the scheduled time. */
  readonly kickoffTimeInput?: string;
  /** Longest time of a whole run. */
  readonly runTimeout?: string;
  /** Nodes running at once. */
  readonly maxParallelism?: number;
  readonly maxActiveRuns?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Values that no caller can change; their inputs are not asked for. */
  readonly fixed?: Literals;
  /** Parts of the wire's LaunchPlanSpec that flytepath only carries, as proto JSON. */
  readonly rest?: JsonObject;
}

/**
 * A compiled pipeline, closed over everything it names: the waist that authoring, wire and engine share. Plain frozen
 * data that JSON holds without loss; the SHA-256 of its canonical JSON is its version.
 */
export interface Dag extends Workflow {
  /** By {@link keyOf} of their `ref`. */
  readonly tasks: Readonly<Record<string, Task>>;
  /** Sub-workflows, by key of their `ref`. */
  readonly workflows: Readonly<Record<string, Workflow>>;
  readonly launchPlans: Readonly<Record<string, LaunchPlanRef>>;
  /** Values of inputs that the caller leaves out. */
  readonly defaults: Literals;
  readonly plan?: Plan;
}
