import { create, equals } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  CreateWorkflowFailureReasonSchema,
  type Workflow,
  WorkflowSchema,
} from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { CompiledWorkflowClosureSchema } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import { type Identifier, ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { WorkflowTemplateSchema } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import {
  entityKey,
  exists,
  internal,
  invalid,
  missing,
  notFound,
  type WorkflowRow,
  workflowListing,
} from "../../state/index.js";
import { absent, checkIdentifier, checkPlace } from "../identify.js";
import { libraryOf } from "../library.js";
import type { Plane } from "../plane.js";
import { describe, differsText, insert, listNames, listVersions } from "../registration.js";

type Rpcs = "createWorkflow" | "getWorkflow" | "listWorkflows" | "listWorkflowIds";

/** RPCs about workflows. */
export function workflowRpcs({ store }: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  const { workflows } = store;
  const library = libraryOf(store);
  return {
    async createWorkflow(request) {
      const id = checkIdentifier(request.id, ResourceType.WORKFLOW);
      checkPlace(store, id.project, id.domain);
      const { spec } = request;
      if (spec?.template === undefined) throw missing("spec");
      spec.template.id = id;
      const { compileWorkflow } = await import("../judgement.js");
      const compiledWorkflow = compileWorkflow(id, spec, library);
      const old = workflows.get(entityKey(id));
      if (old !== undefined) throw taken(id, old, create(WorkflowSchema, { id, closure: { compiledWorkflow } }));
      const shortDescription = describe(store, id, spec.description);
      const closure = { compiledWorkflow, createdAt: store.now() };
      insert(store, workflows, id, { spec, message: create(WorkflowSchema, { id, closure, shortDescription }) });
      return {};
    },
    getWorkflow(request) {
      // Who asks by a path of the gateway cannot say the type, which is that of the path.
      if (request.id?.resourceType === ResourceType.UNSPECIFIED) request.id.resourceType = ResourceType.WORKFLOW;
      // The gateway's paths do not tell the type.
      const { id: given } = request;
      if (given?.resourceType === ResourceType.UNSPECIFIED) given.resourceType = ResourceType.WORKFLOW;
      const id = checkIdentifier(given, ResourceType.WORKFLOW);
      const row = workflows.get(entityKey(id));
      if (row === undefined) throw notFound(absent(ResourceType.WORKFLOW, id));
      return row.message;
    },
    listWorkflows(request) {
      const page = listVersions(workflows.values(), workflowListing, request, "ListWorkflows");
      return { workflows: page.rows.map(outline), token: page.token };
    },
    listWorkflowIds: (request) =>
      listNames(workflows.values(), workflowListing, request, { rpc: "ListWorkflowIdentifiers", needsPlace: true }),
  };
}

// Lists leave the nodes out and keep the interface, as it was sent.
function outline({ message, spec }: WorkflowRow): Workflow {
  const { id, closure, shortDescription } = message;
  const declared = spec.template?.interface;
  const template = create(WorkflowTemplateSchema, declared === undefined ? {} : { interface: declared });
  const createdAt = closure?.createdAt;
  const compiledWorkflow = { primary: { template } };
  return create(WorkflowSchema, {
    ...(id === undefined ? {} : { id }),
    closure: { compiledWorkflow, ...(createdAt === undefined ? {} : { createdAt }) },
    shortDescription,
  });
}

function taken(id: Identifier, old: WorkflowRow, given: Workflow) {
  const before = old.message.closure?.compiledWorkflow;
  const now = given.closure?.compiledWorkflow;
  if (before === undefined || now === undefined) return internal(`workflow ${id.name} is stored without its structure`);
  const detail = (key: "existsIdenticalStructure" | "existsDifferentStructure") => ({
    desc: CreateWorkflowFailureReasonSchema,
    value: { reason: { case: key, value: { id } } },
  });
  if (equals(CompiledWorkflowClosureSchema, before, now)) {
    return exists("workflow with identical structure already exists", detail("existsIdenticalStructure"));
  }
  // FlyteAdmin keeps the whole elsewhere, and compares what its table has: the interface.
  const kept = outline(old).closure?.compiledWorkflow ?? before;
  const text = differsText("workflow", id.name, [CompiledWorkflowClosureSchema, kept, now]);
  return invalid(text, detail("existsDifferentStructure"));
}
