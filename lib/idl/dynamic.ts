import { create } from "@bufbuild/protobuf";
import type { Dag } from "../dag/index.js";
import { failure } from "../errors/index.js";
import type { Variables } from "../types/index.js";
import { decodeSubmitted } from "./decode-dag.js";
import { TaskSpecSchema } from "./gen/flyteidl/admin/task_pb.js";
import { WorkflowSpecSchema } from "./gen/flyteidl/admin/workflow_pb.js";
import type { DynamicJobSpec } from "./gen/flyteidl/core/dynamic_job_pb.js";
import { type LaunchPlanTemplate, WorkflowTemplateSchema } from "./gen/flyteidl/core/workflow_pb.js";
import { encodeInterface } from "./interface.js";
import { known } from "./known.js";
import { encodeRef, type Place } from "./ref.js";

/** Whose futures are decoded. */
export interface Decided {
  /** Id of the node whose task decided. */
  readonly node: string;
  /** What the task must give in the end. */
  readonly outputs: Variables;
  readonly place: Place;
  /** Interfaces of launch plans that the new nodes start. */
  readonly launchPlans?: readonly LaunchPlanTemplate[];
}

/**
 * The work that a task left as its `futures.pb`, as a Dag without inputs named `dynamic_NODE`. NODE_UNSUPPORTED where
 * fewer successes than nodes would do, which Flyte's engine ignores; else the codes of {@link decodeSubmitted}.
 */
export function decodeDynamic(job: DynamicJobSpec, { node, outputs, place, launchPlans }: Decided): Dag {
  const { nodes, minSuccesses, tasks, subworkflows } = known(job, node);
  if (minSuccesses !== 0n && minSuccesses < BigInt(nodes.length)) {
    throw failure("NODE_UNSUPPORTED", { node, feature: "fewer successes than nodes", target: "flytepath" });
  }
  const template = create(WorkflowTemplateSchema, {
    id: encodeRef({ name: `dynamic_${node}` }, "workflow", place),
    interface: encodeInterface({ inputs: {}, outputs }),
    nodes,
    outputs: job.outputs,
  });
  return decodeSubmitted(
    {
      workflow: create(WorkflowSpecSchema, { template, subWorkflows: subworkflows }),
      tasks: tasks.map((task) => create(TaskSpecSchema, { template: task })),
      launchPlans,
    },
    place,
  );
}
