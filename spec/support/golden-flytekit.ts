import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { type LaunchPlanSpec, LaunchPlanSpecSchema } from "../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { type TaskSpec, TaskSpecSchema } from "../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { type WorkflowSpec, WorkflowSpecSchema } from "../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import type { LaunchPlanTemplate, WorkflowTemplate } from "../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { encodeRef, type Place } from "../../lib/idl/index.js";
import { golden } from "./golden.js";
import { repository } from "./sources.js";

/** Where the golden modules of flytekit are registered. */
export const goldenPlace: Place = { project: "flytesnacks", domain: "development", version: "v1" };

/** What flytekit registers for one module, in its order. */
export interface GoldenModule {
  readonly name: string;
  readonly tasks: readonly TaskSpec[];
  readonly workflows: readonly WorkflowSpec[];
  readonly launchPlans: readonly { readonly name: string; readonly spec: LaunchPlanSpec }[];
}

interface Entity {
  readonly kind: "TASK" | "WORKFLOW" | "LAUNCH_PLAN";
  readonly name: string;
  readonly base64: string;
}

/** Every golden module of flytekit, by name. */
export function goldenModules(): readonly GoldenModule[] {
  return readdirSync(join(repository, "spec", "golden", "flytekit"))
    .filter((file) => file.endsWith(".json.gz") && file !== "literals.json.gz")
    .sort()
    .map((file) => readModule(file.replace(".json.gz", "")));
}

function readModule(name: string): GoldenModule {
  const { entities } = golden<{ entities: readonly Entity[] }>(`flytekit/${name}.json`);
  const of = (wanted: Entity["kind"]) => entities.filter(({ kind }) => kind === wanted);
  return {
    name,
    tasks: of("TASK").map(({ base64 }) => fromBinary(TaskSpecSchema, Buffer.from(base64, "base64"))),
    workflows: of("WORKFLOW").map(({ base64 }) => fromBinary(WorkflowSpecSchema, Buffer.from(base64, "base64"))),
    launchPlans: of("LAUNCH_PLAN").map((entity) => ({
      name: entity.name,
      spec: fromBinary(LaunchPlanSpecSchema, Buffer.from(entity.base64, "base64")),
    })),
  };
}

/** Interfaces of every launch plan of the modules, as FlyteAdmin would look them up for the nodes that start them. */
export function goldenLaunchPlanTemplates(modules: readonly GoldenModule[]): readonly LaunchPlanTemplate[] {
  const templates = new Map(
    modules.flatMap(({ workflows }) => workflows.map(({ template }) => [template!.id!.name, template!] as const)),
  );
  return modules.flatMap(({ launchPlans }) =>
    launchPlans.map(({ name, spec }) => toTemplate(name, templates.get(spec.workflowId!.name)!)),
  );
}

function toTemplate(name: string, workflow: WorkflowTemplate): LaunchPlanTemplate {
  return {
    $typeName: "flyteidl.core.LaunchPlanTemplate",
    id: encodeRef({ name }, "launchPlan", goldenPlace),
    interface: workflow.interface!,
  };
}
