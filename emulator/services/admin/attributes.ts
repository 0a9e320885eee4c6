import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  MatchableResource as Kind,
  type MatchingAttributes,
  MatchingAttributesSchema,
  PluginOverridesSchema,
} from "../../../lib/idl/gen/flyteidl/admin/matchable_resource_pb.js";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import {
  type AttributePlace,
  type AttributeRow,
  attributeKey,
  closest,
  invalid,
  kindOf,
  missing,
  notFound,
} from "../../state/index.js";
import { checkFields, checkPlace } from "../identify.js";
import type { Plane } from "../plane.js";

type Verb = "get" | "update" | "delete";
type Rpcs = `${Verb}${"Project" | "ProjectDomain" | "Workflow"}Attributes` | "listMatchableAttributes";

/** RPCs about settings of projects, domains and workflows. */
export function attributeRpcs({ store, platform }: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  const { attributes } = store;
  return {
    getProjectAttributes({ project, resourceType }) {
      const place = { project, domain: "", workflow: "" };
      if (resourceType !== Kind.WORKFLOW_EXECUTION_CONFIG) return { attributes: shown(find(place, resourceType)) };
      const { target } = closest(attributes, place, resourceType)?.attributes ?? create(MatchingAttributesSchema);
      const own = target.case === "workflowExecutionConfig" ? target.value : undefined;
      // Asked of a project, FlyteAdmin fills in what the whole platform defaults to.
      const maxParallelism = own?.maxParallelism || platform.maxParallelism;
      const { $typeName: _, ...settings } = own ?? { $typeName: "" };
      const value = { ...settings, maxParallelism };
      const full = create(MatchingAttributesSchema, { target: { case: "workflowExecutionConfig", value } });
      return { attributes: { project, matchingAttributes: full } };
    },
    updateProjectAttributes({ attributes: given }) {
      const { project, matching } = read(given);
      if (!store.projects.has(project)) {
        const why = `project [${project}] not found`;
        throw invalid(`failed to validate that project [${project}] is registered, err: [${why}]`);
      }
      return put({ project, domain: "", workflow: "" }, matching);
    },
    deleteProjectAttributes: ({ project, resourceType }) => drop({ project, domain: "", workflow: "" }, resourceType),
    getProjectDomainAttributes: ({ project, domain, resourceType }) => ({
      attributes: shown(find({ project, domain, workflow: "" }, resourceType)),
    }),
    updateProjectDomainAttributes({ attributes: given }) {
      const { project, domain, matching } = { ...read(given), domain: given?.domain ?? "" };
      if (project !== "") checkPlace(store, project, domain);
      return put({ project, domain, workflow: "" }, matching);
    },
    deleteProjectDomainAttributes: ({ project, domain, resourceType }) =>
      drop({ project, domain, workflow: "" }, resourceType),
    getWorkflowAttributes({ project, domain, workflow, resourceType }) {
      const row = find({ project, domain, workflow }, resourceType);
      return { attributes: { ...shown(row), workflow: row.workflow } };
    },
    updateWorkflowAttributes({ attributes: given }) {
      const { project, domain, matching } = { ...read(given), domain: given?.domain ?? "" };
      checkPlace(store, project, domain);
      checkFields({ name: given?.workflow ?? "" }, "name");
      return put({ project, domain, workflow: given?.workflow ?? "" }, matching);
    },
    deleteWorkflowAttributes: ({ project, domain, workflow, resourceType }) =>
      drop({ project, domain, workflow }, resourceType),
    listMatchableAttributes({ resourceType }) {
      const rows = [...attributes.values()].filter(({ kind }) => kind === resourceType);
      const sorted = rows.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
      return {
        configurations: sorted.map(({ project, domain, workflow, attributes: matching }) => ({
          project,
          domain,
          workflow,
          attributes: matching,
        })),
      };
    },
  };

  function find(place: AttributePlace, kind: Kind): AttributeRow {
    const row = closest(attributes, place, kind);
    if (row !== undefined) return row;
    const { project, domain, workflow } = place;
    const which = `Project:${project} Domain:${domain} Workflow:${workflow} LaunchPlan: ResourceType:${Kind[kind]}`;
    throw notFound(`Resource [{${which}}] not found`);
  }

  function put(place: AttributePlace, given: MatchingAttributes): Record<string, never> {
    const kind = kindOf(given);
    if (kind === undefined || kind === Kind.QUALITY_OF_SERVICE_SPECIFICATION) {
      throw invalid(`Unrecognized matching attributes type for request ${place.project}-${place.domain}`);
    }
    const key = attributeKey(place, kind);
    attributes.set(key, { ...place, kind, attributes: merged(attributes.get(key)?.attributes, given) });
    return {};
  }

  function drop(place: AttributePlace, kind: Kind): Record<string, never> {
    attributes.delete(attributeKey(place, kind));
    return {};
  }
}

function read(given: { readonly project: string; readonly matchingAttributes?: MatchingAttributes } | undefined) {
  if (given === undefined) throw missing("attributes");
  if (given.matchingAttributes === undefined) throw missing("matching_attributes");
  return { project: given.project, matching: given.matchingAttributes };
}

function shown({ project, domain, attributes: matchingAttributes }: AttributeRow) {
  return { project, domain, matchingAttributes };
}

function sortKey({ project, domain, workflow }: AttributeRow): string {
  return [project, domain, workflow].join("\n");
}

// Overrides of plugins add up; those of the same task type replace each other.
function merged(old: MatchingAttributes | undefined, given: MatchingAttributes): MatchingAttributes {
  if (old?.target.case !== "pluginOverrides" || given.target.case !== "pluginOverrides") return given;
  const fresh = given.target.value.overrides;
  const kept = old.target.value.overrides.filter(({ taskType }) => !fresh.some((other) => other.taskType === taskType));
  const value = create(PluginOverridesSchema, { overrides: [...fresh, ...kept] });
  return create(MatchingAttributesSchema, { target: { case: "pluginOverrides", value } });
}
