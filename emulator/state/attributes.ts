import type { MatchingAttributes } from "../../lib/idl/gen/flyteidl/admin/matchable_resource_pb.js";
import { MatchableResource as Kind } from "../../lib/idl/gen/flyteidl/admin/matchable_resource_pb.js";
import type { Table } from "./table.js";

/** Where settings apply: a blank field means everywhere. */
export interface AttributePlace {
  readonly project: string;
  readonly domain: string;
  readonly workflow: string;
}

/** Settings of one kind at one place. */
export interface AttributeRow extends AttributePlace {
  readonly kind: Kind;
  readonly attributes: MatchingAttributes;
}

const kinds: Readonly<Record<NonNullable<MatchingAttributes["target"]["case"]>, Kind>> = {
  taskResourceAttributes: Kind.TASK_RESOURCE,
  clusterResourceAttributes: Kind.CLUSTER_RESOURCE,
  executionQueueAttributes: Kind.EXECUTION_QUEUE,
  executionClusterLabel: Kind.EXECUTION_CLUSTER_LABEL,
  qualityOfService: Kind.QUALITY_OF_SERVICE_SPECIFICATION,
  pluginOverrides: Kind.PLUGIN_OVERRIDE,
  workflowExecutionConfig: Kind.WORKFLOW_EXECUTION_CONFIG,
  clusterAssignment: Kind.CLUSTER_ASSIGNMENT,
};

/** The kind of settings that a message holds; undefined for none. */
export function kindOf({ target }: MatchingAttributes): Kind | undefined {
  return target.case === undefined ? undefined : kinds[target.case];
}

/** Key of settings in the store's map. */
export function attributeKey({ project, domain, workflow }: AttributePlace, kind: Kind): string {
  return [kind, project, domain, workflow].join("\n");
}

/** The closest settings of a kind: those of the workflow, else of the domain in the project, else of the domain, else of the project; undefined for none. */
export function closest(
  rows: Pick<Table<AttributeRow>, "get">,
  { project, domain, workflow }: AttributePlace,
  kind: Kind,
): AttributeRow | undefined {
  const places = [
    { project, domain, workflow },
    { project, domain, workflow: "" },
    { project: "", domain, workflow: "" },
    { project, domain: "", workflow: "" },
  ];
  for (const place of places) {
    const row = rows.get(attributeKey(place, kind));
    if (row !== undefined) return row;
  }
  return undefined;
}
