import type { EntityId, EntityRow, Table } from "../state/index.js";
import { entityKey } from "../state/index.js";

const fields = ["project", "domain", "name", "version"] as const;

/** The version of an id; of one that leaves fields out, the first that fits the others, as FlyteAdmin's queries do. */
export function lookUp<Row extends EntityRow<{ readonly id?: EntityId }>>(
  table: Table<Row>,
  id: EntityId | undefined,
): Row | undefined {
  const exact = id === undefined ? undefined : table.get(entityKey(id));
  const given = fields.filter((field) => id !== undefined && id[field] !== "");
  if (exact !== undefined || given.length === fields.length) return exact;
  for (const row of table.values()) if (given.every((field) => row.message.id?.[field] === id?.[field])) return row;
  return undefined;
}
