import type { Cell, Column, Listing } from "./columns.js";

/** What a condition asks of a cell. */
export type Test = "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "contains" | "not_like" | "value_in" | "value_not_in";

/** A value that cells are compared with. */
export type Scalar = string | number | bigint;

/** One filter of a list, read and judged; a row without a value in the column meets none, as in SQL. */
export interface Condition<Row> {
  /** Name of the column; of another entity, `launch_plan.name`. */
  readonly field: string;
  readonly column: Column<Row>;
  readonly test: Test;
  /** One, or many for `value_in` and `value_not_in`. */
  readonly values: readonly Scalar[];
}

/** A condition that this program sets itself, on a column that the listing has. */
export function condition<Row>(
  { columns, joins }: Listing<Row>,
  field: string,
  [test, ...values]: readonly [Test, ...Scalar[]],
): Condition<Row> {
  const [name = "", inner = ""] = field.split(".");
  const column = inner === "" ? columns[name] : joins?.[name]?.[inner];
  if (column === undefined) throw new Error(`the listing has no column ${field}`);
  return { field, column, test, values };
}

/** Whether a row meets all conditions, as a function made once for many rows. */
export function meetingAll<Row>(conditions: readonly Condition<Row>[]): (row: Row) => boolean {
  const tests = conditions.filter(({ field }) => !tagFields.has(field)).map(meeting);
  const tags = conditions.filter(({ field }) => tagFields.has(field));
  const onTags = tags.map(({ column, test, values }) => ({ column, holds: holding(test, values) }));
  return (row) => {
    if (!tests.every((test) => test(row))) return false;
    const cells = onTags.map(({ column, holds }) => [[column.of(row)].flat(), holds] as const);
    // One and the same tag must meet them all.
    const count = cells[0]?.[0].length ?? 0;
    return (
      onTags.length === 0 ||
      Array.from({ length: count }, (_, index) => index).some((index) =>
        cells.every(([list, holds]) => list[index] !== undefined && holds(list[index])),
      )
    );
  };
}

/** Fields that a run has many of, one for each of its tags. */
export const tagFields: ReadonlySet<string> = new Set(["admin_tag.name", "execution_tag.key", "execution_tag.value"]);

/** Whether a row meets a condition, as a function made once for many rows. */
export function meeting<Row>({ column, test, values }: Condition<Row>): (row: Row) => boolean {
  const holds = fitting({ test, values });
  return (row) => holds(column.of(row));
}

/** Whether a cell is such as a condition asks for; one without a value never is. */
export function fitting({ test, values }: Pick<Condition<never>, "test" | "values">): (cell: Cell) => boolean {
  const holds = holding(test, values);
  return (cell) => some(cell, holds);
}

function some(cell: Cell, holds: (value: Scalar) => boolean): boolean {
  if (cell === undefined) return false;
  return typeof cell === "object" ? cell.some(holds) : holds(cell);
}

function holding(test: Test, values: readonly Scalar[]): (cell: Scalar) => boolean {
  const right = values[0]!;
  switch (test) {
    case "eq":
      return equalTo(right);
    case "ne": {
      const isEqual = equalTo(right);
      return (cell) => !isEqual(cell);
    }
    case "gt":
      return (cell) => cell > right;
    case "gte":
      return (cell) => order(cell, right) >= 0;
    case "lt":
      return (cell) => cell < right;
    case "lte":
      return (cell) => order(cell, right) <= 0;
    case "contains":
    case "not_like": {
      const pattern = like(patternOf(test, String(right)));
      return (cell) => pattern.test(String(cell)) === (test === "contains");
    }
    case "value_in":
      return (cell) => values.includes(cell);
    case "value_not_in":
      return (cell) => !values.includes(cell);
  }
}

// Texts are equal or not; numbers may be of two kinds.
function equalTo(right: Scalar): (cell: Scalar) => boolean {
  if (typeof right === "string") return (cell) => cell === right;
  return (cell) => cell === right || order(cell, right) === 0;
}

/** The pattern of SQL's LIKE that a text test means. */
export function patternOf(test: "contains" | "not_like", value: string): string {
  return test === "contains" ? `%${value}%` : value;
}

function order(cell: Scalar, right: Scalar): number {
  return cell < right ? -1 : cell > right ? 1 : 0;
}

function like(pattern: string): RegExp {
  const source = pattern
    .replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replaceAll("%", "[^]*")
    .replaceAll("_", "[^]");
  return new RegExp(`^${source}$`);
}
