import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { DescriptionEntity } from "../../../lib/idl/gen/flyteidl/admin/description_entity_pb.js";
import { ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import {
  type EntityRow,
  entityKey,
  hidden,
  invalid,
  type Listing,
  list,
  missing,
  notFound,
  number,
  type Store,
  text,
  time,
} from "../../state/index.js";
import { checkFields } from "../identify.js";
import type { Plane } from "../plane.js";
import { checkLimit } from "../registration.js";

const entities: Readonly<Partial<Record<ResourceType, string>>> = {
  [ResourceType.TASK]: "task",
  [ResourceType.WORKFLOW]: "workflow",
  [ResourceType.LAUNCH_PLAN]: "launch_plan",
};

/** RPCs about the words that came with tasks and workflows. */
export function descriptionRpcs({
  store,
}: Plane): Pick<ServiceImpl<typeof AdminService>, "getDescriptionEntity" | "listDescriptionEntities"> {
  return {
    getDescriptionEntity({ id }) {
      if (id === undefined) throw invalid("invalid value for resource_type");
      checkFields(id, "project", "domain", "name", "version");
      // Its type is not looked at.
      const key = entityKey(id);
      const found = [...store.descriptions.values()].find(
        (description) => description.id !== undefined && entityKey(description.id) === key,
      );
      if (found === undefined) throw notFound("entry not found");
      return found;
    },
    listDescriptionEntities({ resourceType, id, limit, token, filters, sortBy }) {
      if (id === undefined) throw missing("id");
      checkFields(id, "project", "domain", "name");
      checkLimit(limit);
      if (filters !== "" && entities[resourceType] === undefined) {
        throw new ConnectError("unsupported entity ''", Code.Internal);
      }
      const here = [...store.descriptions.values()].filter(
        (description) =>
          description.id?.project === id.project &&
          description.id.domain === id.domain &&
          description.id.name === id.name,
      );
      const query = { limit, token, filters, sortBy, rpc: "ListWorkflows" };
      const page = list(here, listingOf(resourceType, store), query);
      return { descriptionEntities: [...page.rows], token: page.token };
    },
  };
}

function listingOf(type: ResourceType, store: Store): Listing<DescriptionEntity> {
  return {
    entity: entities[type] ?? "workflow",
    columns: {
      id: number((description) => described(description, store)?.serial),
      created_at: time((description) => described(description, store)?.createdAt),
      updated_at: time((description) => described(description, store)?.createdAt),
      deleted_at: hidden("time"),
      short_description: text(({ shortDescription }) => shortDescription),
      project: text(({ id }) => id?.project),
      domain: text(({ id }) => id?.domain),
      name: text(({ id }) => id?.name),
      version: text(({ id }) => id?.version),
    },
  };
}

// The row that came with the description, in one registration.
function described({ id }: DescriptionEntity, { tasks, workflows }: Store): EntityRow<unknown> | undefined {
  if (id === undefined) return undefined;
  return id.resourceType === ResourceType.TASK ? tasks.get(entityKey(id)) : workflows.get(entityKey(id));
}
