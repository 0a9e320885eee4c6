import type { ServiceImpl } from "@connectrpc/connect";
import { NamedEntityState } from "../../../lib/idl/gen/flyteidl/admin/common_pb.js";
import { ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import {
  answer,
  type Columns,
  invalid,
  type Listing,
  missing,
  namedEntityKey,
  notFound,
  number,
  planOf,
  text,
} from "../../state/index.js";
import { checkFields } from "../identify.js";
import type { Plane } from "../plane.js";
import { checkLimit } from "../registration.js";

type Rpcs = "listNamedEntities" | "getNamedEntity" | "updateNamedEntity";

interface NamedRow {
  readonly id: { readonly project: string; readonly domain: string; readonly name: string };
  readonly resourceType: ResourceType;
  readonly metadata: { readonly description: string; readonly state: NamedEntityState };
  /** Whether anybody ever said anything of it. */
  readonly isKnown: boolean;
}

const metadata: Columns<NamedRow> = {
  state: number((row) => row.metadata.state),
  // Who is not known has none, and is active.
  description: text((row) => (row.isKnown ? row.metadata.description : undefined)),
};
const namedEntityListing: Listing<NamedRow> = {
  entity: "entities",
  columns: {
    project: text((row) => row.id.project),
    domain: text((row) => row.id.domain),
    name: text((row) => row.id.name),
    resource_type: number((row) => row.resourceType),
    ...metadata,
  },
  joins: { named_entity_metadata: metadata },
  sortable: ["project", "domain", "name"],
};

/** RPCs about names over all their versions: what they are for, and whether lists show them. */
export function namedEntityRpcs({ store }: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  return {
    listNamedEntities(request) {
      const { resourceType, project, domain, limit, token, filters, sortBy } = request;
      checkFields(request, "project", "domain");
      checkType(resourceType);
      checkLimit(limit);
      const query = { limit, token, filters, sortBy, rpc: "ListNamedEntities" };
      const plan = planOf(namedEntityListing, query, () => {
        if (tableOf(resourceType) !== undefined) return;
        throw invalid(`Cannot list entity names for resource type: ${typeText(resourceType)}`);
      });
      const here = names(resourceType).filter(({ id }) => id.project === project && id.domain === domain);
      const shown = filters === "" ? here.filter(({ id }) => !id.name.startsWith(".flytegen")) : here;
      const page = answer(shown, plan);
      return { entities: [...page.rows], token: page.token };
    },
    getNamedEntity({ resourceType, id }) {
      return find(resourceType, id);
    },
    updateNamedEntity({ resourceType, id, metadata: change }) {
      checkType(resourceType);
      if (id === undefined) throw missing("id");
      checkFields(id, "project", "domain", "name");
      if (change === undefined) throw missing("metadata");
      if (change.state !== NamedEntityState.NAMED_ENTITY_ACTIVE && !archivable.has(resourceType)) {
        throw invalid(`Resource [${typeText(resourceType)}] cannot have its state updated`);
      }
      const { description } = find(resourceType, id).metadata;
      if (Buffer.byteLength(change.description) > 300) throw invalid("description cannot exceed 300 characters");
      store.namedEntities.set(namedEntityKey(resourceType, id), {
        description: change.description || description,
        state: change.state,
      });
      return {};
    },
  };

  function find(resourceType: ResourceType, id: NamedRow["id"] | undefined): NamedRow {
    checkType(resourceType);
    if (id === undefined) throw missing("id");
    checkFields(id, "project", "domain", "name");
    if (tableOf(resourceType) === undefined)
      throw invalid(`Cannot get NamedEntityMetadata for resource type: ${typeText(resourceType)}`);
    const found = names(resourceType).find(
      (row) => row.id.project === id.project && row.id.domain === id.domain && row.id.name === id.name,
    );
    if (found === undefined) throw notFound("entry not found");
    return found;
  }

  function checkType(type: ResourceType): void {
    if (type === ResourceType.UNSPECIFIED) throw invalid("invalid value for resource_type");
  }

  function tableOf(type: ResourceType) {
    if (type === ResourceType.TASK) return store.tasks;
    if (type === ResourceType.WORKFLOW) return store.workflows;
    if (type === ResourceType.LAUNCH_PLAN) return store.launchPlans;
    return undefined;
  }

  function names(resourceType: ResourceType): readonly NamedRow[] {
    const found = new Map<string, NamedRow>();
    for (const { message } of tableOf(resourceType)?.values() ?? []) {
      if (message.id === undefined) continue;
      const { project, domain, name } = message.id;
      const key = namedEntityKey(resourceType, message.id);
      const known = store.namedEntities.get(key);
      const metadata = known ?? { description: "", state: NamedEntityState.NAMED_ENTITY_ACTIVE };
      found.set(key, { id: { project, domain, name }, resourceType, metadata, isKnown: known !== undefined });
    }
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}

function typeText(type: ResourceType): string {
  return ResourceType[type] ?? String(type);
}

const archivable = new Set([ResourceType.TASK, ResourceType.WORKFLOW, ResourceType.LAUNCH_PLAN]);
