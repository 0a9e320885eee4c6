import type { Cell as SqlCell } from "../../../lib/sqlite/index.js";
import { type Condition, patternOf, type Scalar } from "../condition.js";
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

/** The conditions as what follows WHERE. `lists` names the fields whose cells are lists, kept as JSON. */
export function whereOf<Row>(conditions: readonly Condition<Row>[], lists: ReadonlySet<string>): Sql {
  if (conditions.length === 0) return { text: "1", values: [] };
  const parts = conditions.map((condition) => {
    const name = sqlName(condition.field);
    if (!lists.has(condition.field)) return holding(name, condition);
    const { text, values } = holding("value", condition);
    return { text: `EXISTS (SELECT 1 FROM json_each(${name}) WHERE ${text})`, values };
  });
  return { text: parts.map(({ text }) => text).join(" AND "), values: parts.flatMap(({ values }) => values) };
}

/** Order, limit and offset of a list. */
export function orderOf<Row>({ sort, limit, offset }: Plan<Row>): Sql {
  const page = `LIMIT ${limit === 0 ? -1 : limit} OFFSET ${Math.min(offset, Number.MAX_SAFE_INTEGER)}`;
  if (sort === undefined) return { text: `ORDER BY serial ${page}`, values: [] };
  const direction = sort.isDescending ? "DESC" : "ASC";
  // As in Postgres, what has no value counts as larger than everything. Said of a column that is never empty, it would keep
  // SQLite from using an index.
  const nulls = sort.column.grows === true ? "" : ` NULLS ${sort.isDescending ? "FIRST" : "LAST"}`;
  return { text: `ORDER BY ${sqlName(sort.field)} ${direction}${nulls}, serial ${direction} ${page}`, values: [] };
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
