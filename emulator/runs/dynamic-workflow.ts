import { create } from "@bufbuild/protobuf";
import type { Dag } from "../../lib/dag/index.js";
import { IdentifierSchema, ResourceType } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import {
  type DynamicWorkflowNodeMetadata,
  DynamicWorkflowNodeMetadataSchema,
} from "../../lib/idl/gen/flyteidl/event/event_pb.js";
import { encodeCompiled } from "../../lib/idl/index.js";
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
  const compiledWorkflow = encodeCompiled(dag, place, { id, target: "flytepath" });
  return create(DynamicWorkflowNodeMetadataSchema, { id, compiledWorkflow, dynamicJobSpecUri: specUri });
}
