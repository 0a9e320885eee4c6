import { create, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import type {
  NamedEntityIdentifierListRequest,
  ResourceListRequest,
} from "../../lib/idl/gen/flyteidl/admin/common_pb.js";
import {
  type DescriptionEntity,
  DescriptionSchema,
  SourceCodeSchema,
} from "../../lib/idl/gen/flyteidl/admin/description_entity_pb.js";
import { type Identifier, IdentifierSchema } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import {
  answer,
  type Columns,
  type EntityRow,
  entityKey,
  hidden,
  invalid,
  type Listing,
  list,
  missing,
  type Page,
  planOf,
  type Store,
  type Table,
  text,
} from "../state/index.js";
import { type GoObject, type GoValue, goJson, goText } from "./go-json.js";
import { checkFields } from "./identify.js";

type Identified = { readonly id?: Identifier };

/** Puts a new version into its table. */
export function insert<Message, Row extends EntityRow<Message>>(
  store: Store,
  table: Table<Row>,
  id: Identifier,
  row: Omit<Row, "serial" | "createdAt" | "updatedAt">,
): void {
  const now = store.now();
  // The caller gives every field of its row but the stamps.
  const stamped = { ...row, serial: store.nextSerial(), createdAt: now, updatedAt: now } as Row;
  // Organisations are not kept.
  const { message } = stamped as { readonly message: { id?: Identifier } };
  message.id = create(IdentifierSchema, { ...id, org: "" });
  table.set(entityKey(id), stamped);
}

/** Keeps the words that came with an entity, if any did, and gives its short description. */
export function describe(store: Store, id: Identifier, description: DescriptionEntity | undefined): string {
  if (description === undefined) return "";
  const sourceCode = description.sourceCode ?? create(SourceCodeSchema);
  // FlyteAdmin keeps no tags.
  const longDescription = description.longDescription ?? create(DescriptionSchema);
  const kept = { ...description, id, longDescription, sourceCode, tags: [] };
  store.descriptions.set(`${id.resourceType}\n${entityKey(id)}`, kept);
  return description.shortDescription;
}

/** Answers a list of versions, of one name or of a whole project and domain. */
export function listVersions<Row extends EntityRow<Identified>>(
  rows: Iterable<Row>,
  listing: Listing<NoInfer<Row>>,
  request: ResourceListRequest,
  rpc: string,
): Page<Row> {
  const { id, limit, token, filters, sortBy } = request;
  if (id === undefined) throw missing("id");
  checkFields(id, "project", "domain");
  checkLimit(limit);
  return list(within([...rows], id), listing, { limit, token, filters, sortBy, rpc });
}

/** How lists of names differ from kind to kind. */
export interface NameRules {
  /** Name of the RPC for the text about a bad token. */
  readonly rpc: string;
  /** Whether a project and a domain must be given; where not, those that are given count. */
  readonly needsPlace: boolean;
}

/** Answers a list of names, each once. Filters are ignored, as FlyteAdmin does. */
export function listNames<Message extends Identified>(
  rows: Iterable<EntityRow<Message>>,
  listing: Listing<EntityRow<Message>>,
  request: NamedEntityIdentifierListRequest,
  { rpc, needsPlace }: NameRules,
): { entities: Named[]; token: string } {
  const { project, domain, limit, token, sortBy } = request;
  if (needsPlace) checkFields(request, "project", "domain");
  if (needsPlace) checkLimit(limit);
  const found = [...rows].map(({ message }) => message.id).filter((id) => id !== undefined);
  const here = found.filter((id) => fits(id.project, project) && fits(id.domain, domain));
  const names = new Map(here.map((id) => [namedKey(id), { project: id.project, domain: id.domain, name: id.name }]));
  // Any column of the versions may be named, and then the database knows only these.
  const columns: Columns<Named> = {
    ...Object.fromEntries(Object.keys(listing.columns).map((key) => [key, hidden<Named>("text")])),
    project: text((id) => id.project),
    domain: text((id) => id.domain),
    name: text((id) => id.name),
  };
  const sortable = ["project", "domain", "name"];
  const plan = planOf({ entity: listing.entity, columns, sortable }, { limit, token, sortBy, rpc }, () => {
    if (limit === 0) throw missing("and/or invalid parameters: limit");
    if (project === "" && domain === "") throw missing("and/or invalid parameters: filters");
  });
  // Names of one project are in their own order, whichever way projects are.
  const sorted = [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, id]) => id);
  const page = answer(sorted, plan.sort?.field === "name" ? plan : { ...plan, sort: undefined });
  return { entities: [...page.rows], token: page.token };
}

interface Named {
  readonly project: string;
  readonly domain: string;
  readonly name: string;
}

function namedKey({ project, domain, name }: Named): string {
  return [project, domain, name].join("\n");
}

function fits(value: string, wanted: string): boolean {
  return wanted === "" || value === wanted;
}

/** Demands that a page has a size; INVALID_ARGUMENT. */
export function checkLimit(limit: number): void {
  if (limit === 0) throw invalid("invalid value for limit");
}

function within<Row extends EntityRow<Identified>>(
  rows: readonly Row[],
  { project, domain, name }: { project: string; domain: string; name: string },
): readonly Row[] {
  return rows.filter(
    ({ message: { id } }) => id?.project === project && id.domain === domain && (name === "" || id.name === name),
  );
}

const longest = 32_000;

/** FlyteAdmin's text about another content under a taken id, with one block for each value that differs. */
export function differsText<Desc extends DescMessage>(
  kind: string,
  name: string,
  [desc, old, given]: readonly [Desc, MessageShape<Desc>, MessageShape<Desc>],
): string {
  const blocks = differences(goJson(desc, old), goJson(desc, given), "");
  const first = `${name} ${kind} with different structure already exists. (Please register a new version of the ${kind}):`;
  const lines = blocks.map(({ path, was, is }) => `${path}:\n\t- ${goText(was)} \n\t+ ${goText(is)}`);
  return `${first}\n${lines.join("\n")}`.slice(0, longest);
}

interface Difference {
  readonly path: string;
  readonly was: GoValue | undefined;
  readonly is: GoValue | undefined;
}

// What is only in one of two lists is not told, as FlyteAdmin does not.
function differences(was: GoValue | undefined, is: GoValue | undefined, path: string): readonly Difference[] {
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  if (Array.isArray(was) && Array.isArray(is)) {
    const shared = was.slice(0, is.length);
    return shared.flatMap((item, index) => differences(item, is[index], `${path}/${index}`));
  }
  if (isObject(was) && isObject(is)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
    return keys.flatMap((key) =>
      differences(was[key], is[key], `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`),
    );
  }
  return [{ path, was, is }];
}

function isObject(value: GoValue | undefined): value is GoObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
