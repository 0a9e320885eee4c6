import { create } from "@bufbuild/protobuf";
import type { Dag } from "../../lib/dag/index.js";
import { IdentifierSchema, ResourceType } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import {
  type DynamicWorkflowNodeMetadata,
  DynamicWorkflowNodeMetadataSchema,
} from "../../lib/idl/gen/flyteidl/event/event_pb.js";
import { encodeClosure, encodeDag, type Place } from "../../lib/idl/index.js";

/** The work that a task decided on, as the wire shows it: a compiled workflow of its own. */
export function dynamicWorkflow(dag: Dag, node: string, place: Place): DynamicWorkflowNodeMetadata {
  const { project, domain, version } = place;
  const id = create(IdentifierSchema, {
    resourceType: ResourceType.WORKFLOW,
    project,
    domain,
    name: `dynamic_${node}`,
    version,
  });
  const { tasks, workflows } = encodeDag(dag, place);
  const templates = tasks.flatMap(({ spec: { template } }) => (template === undefined ? [] : [template]));
  const [workflow] = workflows;
  if (workflow === undefined) return create(DynamicWorkflowNodeMetadataSchema, { id });
  const compiledWorkflow = encodeClosure(workflow.spec, { tasks: templates, id });
  return create(DynamicWorkflowNodeMetadataSchema, { id, compiledWorkflow });
}
