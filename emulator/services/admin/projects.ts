import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  DomainSchema,
  type Project,
  Project_ProjectState,
  ProjectListRequestSchema,
} from "../../../lib/idl/gen/flyteidl/admin/project_pb.js";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { invalid, keyTaken, list, missing, notFound, projectListing } from "../../state/index.js";
import { checkLabels, labelIssues } from "../labels.js";
import type { Plane } from "../plane.js";

type Rpcs = "registerProject" | "updateProject" | "getProject" | "listProjects" | "getDomains";

/** RPCs about projects and domains. */
export function projectRpcs({ store }: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  const domains = store.domains.map((id) => create(DomainSchema, { id, name: id }));
  const shown = (project: Project): Project => ({ ...project, domains });
  const find = (id: string): Project => {
    if (id === "") throw missing("project_id");
    const project = store.projects.get(id);
    if (project === undefined) throw notFound(`project [${id}] not found`);
    return project;
  };
  return {
    registerProject({ project }) {
      if (project === undefined) throw missing("project");
      if (project.name === "") throw missing("project_name");
      checkProject(project);
      if (store.projects.has(project.id)) throw keyTaken("projects_pkey");
      store.projects.set(project.id, project);
      return {};
    },
    updateProject(change) {
      const project = find(change.id);
      checkProject(change);
      store.projects.set(project.id, {
        ...project,
        name: change.name || project.name,
        description: change.description || project.description,
        ...(change.labels === undefined ? {} : { labels: change.labels }),
        state: change.state,
      });
      return {};
    },
    getProject: ({ id }) => shown(find(id)),
    listProjects({ limit, token, filters, sortBy }) {
      const all = [...store.projects.values()];
      const visible = filters === "" ? all.filter(({ state }) => state !== Project_ProjectState.ARCHIVED) : all;
      const order = sortBy ?? create(ProjectListRequestSchema, { sortBy: { key: "identifier", direction: 1 } }).sortBy;
      const query = { limit, token, filters, sortBy: order, rpc: "ListProjects" };
      const page = list(visible, projectListing, query);
      return { projects: page.rows.map(shown), token: page.token };
    },
    getDomains: () => ({ domains }),
  };
}

// In the order in which FlyteAdmin asks.
function checkProject({ id, name, description, labels, domains }: Project): void {
  if (id === "") throw missing("project_id");
  checkLabels(labels?.values ?? {});
  const issues = labelIssues.dns(id);
  if (issues.length > 0) throw invalid(`invalid project id [${id}]: [${issues.join(" ")}]`);
  if (Buffer.byteLength(name) > 64) throw invalid("project_name cannot exceed 64 characters");
  if (Buffer.byteLength(description) > 300) throw invalid("project_description cannot exceed 300 characters");
  if (domains.length === 0) return;
  throw invalid("Domains are currently only set system wide. Please retry without domains included in your request.");
}
