import { create } from "@bufbuild/protobuf";
import type { Dag } from "../../lib/dag/index.js";
import { IdentifierSchema, ResourceType } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { WorkflowTemplateSchema } from "../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import {
  type DynamicWorkflowNodeMetadata,
  DynamicWorkflowNodeMetadataSchema,
} from "../../lib/idl/gen/flyteidl/event/event_pb.js";
import { encodeCompiled } from "../../lib/idl/index.js";
import type { Interface, Variables } from "../../lib/types/index.js";
import type { Subject } from "./subject.js";

const letters = "bcdfghjklmnpqrstvwxz2456789";
const versionLength = 10;

/** The work that a task decided on, as the wire shows it: a compiled workflow of its own, of a version of its own. */
export function dynamicWorkflow(
  dag: Dag,
  { node, specUri }: { readonly node: string; readonly specUri: string },
  { place, random }: Pick<Subject, "place" | "random">,
): DynamicWorkflowNodeMetadata {
  const { project, domain } = place;
  const version = Array.from({ length: versionLength }, () => letters[Math.floor(random() * letters.length)]).join("");
  const name = `dynamic_${node}`;
  const id = create(IdentifierSchema, { resourceType: ResourceType.WORKFLOW, project, domain, name, version });
  const compiledWorkflow = encodeCompiled(undescribed(dag), place, { id, target: "flytepath" });
  const { primary } = compiledWorkflow;
  if (primary?.template !== undefined) {
    // What Flyte's executor compiles has no settings of its own.
    const { metadata: _, metadataDefaults: __, ...template } = primary.template;
    primary.template = create(WorkflowTemplateSchema, template);
  }
  return create(DynamicWorkflowNodeMetadataSchema, { id, compiledWorkflow, dynamicJobSpecUri: specUri });
}

// Flyte's executor has only the types of what goes in and out.
function undescribed(dag: Dag): Dag {
  const tasks = Object.entries(dag.tasks).map(
    ([key, task]) => [key, { ...task, interface: onlyTypes(task.interface) }] as const,
  );
  return { ...dag, interface: onlyTypes(dag.interface), tasks: Object.fromEntries(tasks) };
}

function onlyTypes({ inputs, outputs }: Interface): Interface {
  const bare = (variables: Variables): Variables =>
    Object.fromEntries(Object.entries(variables).map(([name, { type }]) => [name, { type }]));
  return { inputs: bare(inputs), outputs: bare(outputs) };
}
