import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import {
  MatchableResource as Kind,
  type MatchingAttributes,
  MatchingAttributesSchema,
  PluginOverridesSchema,
} from "../../../lib/idl/gen/flyteidl/admin/matchable_resource_pb.js";
import { Project_ProjectState } from "../../../lib/idl/gen/flyteidl/admin/project_pb.js";
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
import { goBytes } from "../go-bytes.js";
import { checkFields, checkPlace } from "../identify.js";
import type { Plane } from "../plane.js";

const fields = ["project", "domain", "workflow"] as const;

type Verb = "get" | "update" | "delete";
type Rpcs = `${Verb}${"Project" | "ProjectDomain" | "Workflow"}Attributes` | "listMatchableAttributes";

/** RPCs about settings of projects, domains and workflows. */
export function attributeRpcs({ store, platform }: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  const { attributes } = store;
  return {
    getProjectAttributes({ project, resourceType }) {
      checkExists(project, "exists");
      const place = { project, domain: "", workflow: "" };
      if (isNowhere(place)) throw withoutProject(place, resourceType);
      const row = attributes.get(attributeKey(place, resourceType));
      if (resourceType !== Kind.WORKFLOW_EXECUTION_CONFIG) {
        return { attributes: shown(row ?? absentRow(place, resourceType)) };
      }
      const { target } = row?.attributes ?? create(MatchingAttributesSchema);
      const own = target.case === "workflowExecutionConfig" ? target.value : undefined;
      // Asked of a project, FlyteAdmin fills in what the whole platform defaults to.
      const maxParallelism = own?.maxParallelism || platform.maxParallelism;
      const { $typeName: _, ...settings } = own ?? { $typeName: "" };
      const value = { ...settings, maxParallelism };
      const full = create(MatchingAttributesSchema, { target: { case: "workflowExecutionConfig", value } });
      return { attributes: { project, matchingAttributes: full } };
    },
    updateProjectAttributes({ attributes: given }) {
      if (given === undefined) throw missing("attributes");
      const { project } = given;
      checkActive(project);
      return put({ project, domain: "", workflow: "" }, given.matchingAttributes, project);
    },
    deleteProjectAttributes({ project, resourceType }) {
      checkActive(project);
      return drop({ project, domain: "", workflow: "" }, resourceType);
    },
    getProjectDomainAttributes({ project, domain, resourceType }) {
      checkAnyPlace(project, domain);
      return { attributes: shown(find({ project, domain, workflow: "" }, resourceType)) };
    },
    updateProjectDomainAttributes({ attributes: given }) {
      if (given === undefined) throw missing("attributes");
      const { project, domain } = given;
      checkAnyPlace(project, domain);
      return put({ project, domain, workflow: "" }, given.matchingAttributes, `${project}-${domain}`);
    },
    deleteProjectDomainAttributes({ project, domain, resourceType }) {
      checkAnyPlace(project, domain);
      return drop({ project, domain, workflow: "" }, resourceType);
    },
    getWorkflowAttributes({ project, domain, workflow, resourceType }) {
      checkWorkflow(project, domain, workflow);
      const row = find({ project, domain, workflow }, resourceType);
      return { attributes: { ...shown(row), workflow: row.workflow } };
    },
    updateWorkflowAttributes({ attributes: given }) {
      if (given === undefined) throw missing("attributes");
      const { project, domain, workflow } = given;
      checkWorkflow(project, domain, workflow);
      return put({ project, domain, workflow }, given.matchingAttributes, `${project}-${domain}-${workflow}`);
    },
    deleteWorkflowAttributes({ project, domain, workflow, resourceType }) {
      checkWorkflow(project, domain, workflow);
      return drop({ project, domain, workflow }, resourceType);
    },
    listMatchableAttributes({ resourceType }) {
      if (Kind[resourceType] === undefined) throw invalid("invalid value for resource_type");
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

  function checkExists(project: string, what: string): void {
    if (project === "" || store.projects.has(project)) return;
    throw invalid(`failed to validate that project [${project}] ${what}, err: [project [${project}] not found]`);
  }

  function checkActive(project: string): void {
    checkExists(project, "is registered");
    const state = store.projects.get(project)?.state ?? Project_ProjectState.ACTIVE;
    if (state !== Project_ProjectState.ACTIVE) throw invalid(`project [${project}] is not active`);
  }

  // Without a project, attributes are those of a domain.
  function checkAnyPlace(project: string, domain: string): void {
    if (project !== "") checkPlace(store, project, domain);
    else if (!store.domains.includes(domain)) throw invalid(`domain [${domain}] is unrecognized by system`);
  }

  function checkWorkflow(project: string, domain: string, workflow: string): void {
    checkAnyPlace(project, domain);
    checkFields({ name: workflow }, "name");
  }

  function find(place: AttributePlace, kind: Kind): AttributeRow {
    if (isNowhere(place)) throw withoutProject(place, kind);
    return closest(attributes, place, kind) ?? absentRow(place, kind);
  }

  function put(place: AttributePlace, given: MatchingAttributes | undefined, where: string): Record<string, never> {
    if (given === undefined) throw missing("matching_attributes");
    const kind = kindOf(given);
    if (kind === undefined || kind === Kind.QUALITY_OF_SERVICE_SPECIFICATION) {
      throw invalid(`Unrecognized matching attributes type for request ${where}`);
    }
    if (isNowhere(place)) throw missing(`and/or invalid parameters: ${newRowText(place, kind, given)}`);
    const row = place.project === "" ? firstOfDomain(place.domain, kind) : attributes.get(attributeKey(place, kind));
    const { project, domain, workflow } = row ?? place;
    const stored = { project, domain, workflow, kind, attributes: merged(row?.attributes, given) };
    attributes.set(attributeKey(stored, kind), stored);
    return {};
  }

  // Without a project, what is set are those settings of the domain that were made first, whatever project they are of.
  function firstOfDomain(domain: string, kind: Kind): AttributeRow | undefined {
    return [...attributes.values()].find((row) => row.kind === kind && row.domain === domain && row.workflow === "");
  }

  // A blank field asks for nothing: with the settings of a place go those of all places within it.
  function drop(place: AttributePlace, kind: Kind): Record<string, never> {
    for (const [key, row] of [...attributes.entries()]) {
      if (row.kind === kind && fields.every((name) => place[name] === "" || place[name] === row[name])) {
        attributes.delete(key);
      }
    }
    return {};
  }
}

// Domains have settings of their own; all others belong to a project.
function isNowhere({ project, domain, workflow }: AttributePlace): boolean {
  return project === "" && (domain === "" || workflow !== "");
}

function withoutProject({ project, domain, workflow }: AttributePlace, kind: Kind): ConnectError {
  const fields = [project, domain, workflow, "", Kind[kind]].join(" ");
  return new ConnectError(`unexpected error type for: missing and/or invalid parameters: {${fields}}`, Code.Internal);
}

// The row that was to be stored, as Go prints it.
function newRowText({ project, domain, workflow }: AttributePlace, kind: Kind, given: MatchingAttributes): string {
  const never = "0001-01-01 00:00:00 +0000 UTC";
  const priority = workflow === "" ? 5 : 100;
  const bytes = goBytes(MatchingAttributesSchema, given).join(" ");
  return `{0 ${never} ${never} <nil> ${[project, domain, workflow, "", Kind[kind], priority].join(" ")} [${bytes}]}`;
}

function absentRow({ project, domain, workflow }: AttributePlace, kind: Kind): never {
  const which = `Project:${project} Domain:${domain} Workflow:${workflow} LaunchPlan: ResourceType:${Kind[kind]}`;
  throw notFound(`Resource [{${which}}] not found`);
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
