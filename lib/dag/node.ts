import type { FlowType, JsonObject } from "../types/index.js";
import type { Bindings, Condition } from "./binding.js";
import type { Backoff, Resources } from "./task.js";

/** When a node may start, seen from the nodes it waits for; Airflow's trigger rules. Default `all_success`. */
export type TriggerRule =
  | "all_success"
  | "all_done"
  | "all_failed"
  | "one_success"
  | "one_failed"
  | "none_failed"
  | "none_failed_min_one_success"
  | "none_skipped"
  | "always";

/** What a node runs. `task`, `workflow` and `launchPlan` are keys of the Dag's tables of the same name. */
export type Target =
  | { readonly kind: "task"; readonly task: string; readonly overrides?: TaskOverrides }
  | { readonly kind: "workflow"; readonly workflow: string }
  | { readonly kind: "launchPlan"; readonly launchPlan: string }
  | {
      readonly kind: "branch";
      /** The first whose condition holds runs. */
      readonly cases: readonly { readonly when: Condition; readonly then: Node }[];
      /** What happens when none holds: a node, or a failure with this message. Absent: none is needed. */
      readonly otherwise?: Node | { readonly error: string; readonly failedNodeId?: string };
    }
  | { readonly kind: "sleep"; readonly duration: string }
  | { readonly kind: "signal"; readonly signal: string; readonly type: FlowType; readonly output: string }
  | { readonly kind: "approve"; readonly signal: string }
  | {
      readonly kind: "array";
      /** Runs once for each index; its own bindings are those of the array node. */
      readonly node: Node;
      /** Elements running at once; 0 or absent: no limit of its own. */
      readonly parallelism?: number;
      readonly minSuccesses?: number;
      readonly minSuccessRatio?: number;
      /** Inputs given whole to every element. */
      readonly boundInputs: readonly string[];
      /** Parts of the wire's ArrayNode that flytepath only carries, as proto JSON. */
      readonly rest?: JsonObject;
    };

/** Values that take the place of the task's own for one node. */
export interface TaskOverrides {
  readonly resources?: Resources;
  readonly image?: string;
  /** Proto JSON of `extended_resources` and `pod_template`. */
  readonly rest?: JsonObject;
}

/** A step of a workflow; Flyte's `core.Node` and what an ETL engine adds. */
export interface Node {
  /** Unique in its workflow; ≤ 63 characters of `[a-z0-9-]` when written by flytepath. */
  readonly id: string;
  /** Name for people. */
  readonly name?: string;
  readonly target: Target;
  readonly inputs: Bindings;
  /** Every node it waits for, for data or for order alone, in written order, each once. */
  readonly after: readonly string[];
  /** Takes the place of the task's own. */
  readonly retries?: number;
  readonly backoff?: Backoff;
  readonly timeout?: string;
  readonly interruptible?: boolean;
  readonly trigger?: TriggerRule;
  readonly pool?: string;
  /** Higher starts first where a pool or the concurrency limit makes nodes wait; default 0. */
  readonly priority?: number;
  /** Parts of the wire's Node that flytepath only carries, as proto JSON. */
  readonly rest?: JsonObject;
}
