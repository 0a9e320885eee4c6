import { create, equals } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { ObjectGetRequest } from "../../../lib/idl/gen/flyteidl/admin/common_pb.js";
import { MatchableResource } from "../../../lib/idl/gen/flyteidl/admin/matchable_resource_pb.js";
import { TaskSchema } from "../../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { CompiledTaskSchema } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import { ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { closest, entityKey, exists, invalid, missing, notFound, taskListing } from "../../state/index.js";
import { compileTask } from "../compile/task.js";
import { absent, checkIdentifier, checkPlace } from "../identify.js";
import { lookUp } from "../look-up.js";
import type { Plane } from "../plane.js";
import type { TaskResources } from "../platform.js";
import { describe, differsText, insert, listNames, listVersions } from "../registration.js";
import { checkTask } from "../task-rules.js";

type Rpcs = "createTask" | "getTask" | "listTasks" | "listTaskIds";

/** RPCs about tasks. */
export function taskRpcs({ store, platform }: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  const { tasks } = store;
  return {
    createTask(request) {
      const id = checkIdentifier(request.id, ResourceType.TASK);
      checkPlace(store, id.project, id.domain);
      const template = request.spec?.template;
      if (request.spec === undefined || template === undefined) throw missing("spec");
      checkTask(template, limitsOf(id));
      template.id = id;
      const compiled = compileTask(template);
      const old = tasks.get(entityKey(id))?.message.closure?.compiledTask;
      if (old !== undefined) {
        if (equals(CompiledTaskSchema, old, compiled)) throw exists("task with identical structure already exists");
        throw invalid(differsText("task", id.name, [CompiledTaskSchema, old, compiled]));
      }
      const shortDescription = describe(store, id, request.spec.description);
      const closure = { compiledTask: compiled, createdAt: store.now() };
      insert(store, tasks, id, { message: create(TaskSchema, { id, closure, shortDescription }) });
      return {};
    },
    getTask: ({ id }) => find(id).message,
    listTasks(request) {
      const page = listVersions(tasks.values(), taskListing, request, "ListTasks");
      return { tasks: page.rows.map(({ message }) => message), token: page.token };
    },
    listTaskIds: (request) =>
      listNames(tasks.values(), taskListing, request, { rpc: "ListUniqueTaskIdentifiers", needsPlace: true }),
  };

  // Attributes of the project or domain stand in the place of the whole platform's.
  function limitsOf({ project, domain }: { readonly project: string; readonly domain: string }): TaskResources {
    const place = { project, domain, workflow: "" };
    const target = closest(store.attributes, place, MatchableResource.TASK_RESOURCE)?.attributes.target;
    if (target?.case !== "taskResourceAttributes") return platform.taskResources.limits;
    return target.value.limits ?? {};
  }

  function find(id: ObjectGetRequest["id"]) {
    const row = lookUp(tasks, id);
    if (row !== undefined) return row;
    throw notFound(absent(ResourceType.TASK, id ?? { project: "", domain: "", name: "", version: "" }));
  }
}
