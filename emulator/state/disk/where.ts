import type { Cell as SqlCell } from "../../../lib/sqlite/index.js";
import type { Far } from "../columns.js";
import { type Condition, fitting, patternOf, type Scalar, tagFields } from "../condition.js";
import type { Plan } from "../listing.js";

/** A piece of SQL with the values of its `?`. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlCell[];
}

const signs = { eq: "=", ne: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

/** Column of `executions` that holds a column of the listing. */
export function sqlName(field: string): string {
  return field === "id" ? "serial" : `f_${field.replace(".", "__")}`;
}

/** The conditions as what follows WHERE. */
export function whereOf<Row>(conditions: readonly Condition<Row>[]): Sql {
  const plain = conditions
    .filter(({ field }) => !tagFields.has(field))
    .map((condition) => {
      if (condition.column.isHidden === true) return { text: "0", values: [] };
      if (condition.column.far !== undefined) return pointingTo(condition.column.far, condition);
      return holding(sqlName(condition.field), condition);
    });
  const tags = conditions
    .filter(({ field }) => tagFields.has(field))
    .map((condition) => holding(condition.field === "execution_tag.value" ? "v.value" : "k.value", condition));
  const parts = tags.length === 0 ? plain : [...plain, onOneTag(tags)];
  if (parts.length === 0) return { text: "1", values: [] };
  return { text: parts.map(({ text }) => text).join(" AND "), values: parts.flatMap(({ values }) => values) };
}

// Other entities are in memory: those that meet the condition are told by their ids.
function pointingTo<Row>({ entity, idsOf }: Far, condition: Condition<Row>): Sql {
  const ids = idsOf(fitting(condition)).map(({ project, domain, name, version }) => [project, domain, name, version]);
  const columns = ["project", "domain", "name", "version"].map((part) => sqlName(`${entity}.${part}`));
  const parts = columns.map((_, index) => `json_extract(value, '$[${index}]')`);
  return {
    text: `(${columns.join(", ")}) IN (SELECT ${parts.join(", ")} FROM json_each(?))`,
    values: [JSON.stringify(ids)],
  };
}

// Tags are kept as two lists, of keys and of values: one and the same tag must meet every condition.
function onOneTag(tags: readonly Sql[]): Sql {
  const [keys, values] = [sqlName("execution_tag.key"), sqlName("execution_tag.value")];
  const pairs = `json_each(${keys}) AS k JOIN json_each(${values}) AS v ON v.key = k.key`;
  const text = tags.map((tag) => tag.text).join(" AND ");
  return { text: `EXISTS (SELECT 1 FROM ${pairs} WHERE ${text})`, values: tags.flatMap((tag) => tag.values) };
}

/** Order, limit and offset of a list. */
export function orderOf<Row>({ sort, limit, offset }: Plan<Row>): Sql {
  const page = `LIMIT ${limit === 0 ? -1 : limit} OFFSET ${Math.min(offset, Number.MAX_SAFE_INTEGER)}`;
  if (sort === undefined || sort.column.isHidden === true) return { text: `${insertion("ASC")} ${page}`, values: [] };
  const direction = sort.isDescending ? "DESC" : "ASC";
  if (sort.column.grows === true) return { text: `${insertion(direction)} ${page}`, values: [] };
  // As in Postgres, what has no value counts as larger than everything.
  const nulls = ` NULLS ${sort.isDescending ? "FIRST" : "LAST"}`;
  return { text: `ORDER BY ${sqlName(sort.field)} ${direction}${nulls}, serial ${direction} ${page}`, values: [] };
}

// The time grows with the number, and the indexes end in it.
function insertion(direction: "ASC" | "DESC"): string {
  return `ORDER BY f_created_at ${direction}, serial ${direction}`;
}

function holding<Row>(name: string, { test, values }: Condition<Row>): Sql {
  switch (test) {
    case "contains":
    case "not_like": {
      const glob = globOf(patternOf(test, String(values[0])));
      return { text: `${name} ${test === "contains" ? "" : "NOT "}GLOB ?`, values: [glob] };
    }
    case "value_in":
    case "value_not_in": {
      const marks = values.map(() => "?").join(", ");
      return { text: `${name} ${test === "value_in" ? "" : "NOT "}IN (${marks})`, values: values.map(cellOf) };
    }
    default:
      return { text: `${name} ${signs[test]} ?`, values: values.map(cellOf) };
  }
}

function cellOf(value: Scalar): SqlCell {
  return value;
}

// SQLite's LIKE does not tell capitals from small letters; its GLOB does.
function globOf(pattern: string): string {
  return pattern.replace(/[*?[]/g, "[$&]").replaceAll("%", "*").replaceAll("_", "?");
}
