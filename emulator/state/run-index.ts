import type { Cell, Column, Listing } from "./columns.js";
import { type Condition, fitting } from "./condition.js";
import type { ExecutionRow } from "./execution-rows.js";
import { inOrder } from "./listing.js";

/** Runs in memory by what they equal and in the order of a column, so that lists need not look at each of them. */
export interface RunIndex {
  /** Takes note of a run, or of what was changed in it. */
  put(row: ExecutionRow): void;
  /** The conditions that are not met by every run, and the runs that can meet them where those are few. */
  narrow(conditions: readonly Condition<ExecutionRow>[]): {
    readonly left: readonly Condition<ExecutionRow>[];
    readonly rows?: readonly ExecutionRow[];
  };
  /** All runs in the order of a column, the least first, and of their numbers where it is the same. */
  sorted(field: string, column: Column<ExecutionRow>): readonly ExecutionRow[];
}

// Lists are nearly always of one project and domain, and of what is not archived: mostly of everything.
const counted = ["execution_project", "execution_domain", "state"];
// What else they are mostly filtered by.
const grouped = ["phase", "workflow.name", "launch_plan.name", "task.name", "error_code"];

// Of so many runs, those that are wanted are found sooner by looking at each than by sorting them.
const few = 0.02;

/** An index of no runs yet. */
export function runIndex({ columns, joins = {} }: Listing<ExecutionRow>): RunIndex {
  const fields = [...counted, ...grouped].map((field) => {
    const [entity = "", name = ""] = field.split(".");
    return (name === "" ? columns[field] : joins[entity]?.[name])!;
  });
  const groups = fields.map((_, index) => (index < counted.length ? count() : group()));
  const orders = new Map<string, Order>();
  const known = new Map<ExecutionRow, readonly Cell[]>();

  function groupOf({ field, test }: Condition<ExecutionRow>): Group | undefined {
    const isSum = ["eq", "ne", "value_in", "value_not_in"].includes(test);
    return isSum ? groups[[...counted, ...grouped].indexOf(field)] : undefined;
  }

  return {
    put(row) {
      const cells = fields.map(({ of }) => of(row));
      const before = known.get(row);
      known.set(row, cells);
      for (const [index, cell] of cells.entries()) {
        if (before !== undefined && before[index] === cell) continue;
        if (before !== undefined) groups[index]?.drop(row, before[index]);
        groups[index]?.add(row, cell);
      }
      for (const order of orders.values()) order.put(row);
    },
    narrow(conditions) {
      const found = conditions.map((condition) => groupOf(condition)?.find(fitting(condition)));
      const left = conditions.filter((_, index) => found[index]?.size !== known.size);
      const [least] = found.filter((each) => each?.rows !== undefined).sort((a, b) => a!.size - b!.size);
      if (least?.rows === undefined || least.size > known.size * few) return { left };
      return { left, rows: least.rows().sort((a, b) => a.serial - b.serial) };
    },
    sorted(field, column) {
      const order = orders.get(field) ?? orderBy(column, known.keys());
      orders.set(field, order);
      return order.rows();
    },
  };
}

interface Group {
  add(row: ExecutionRow, cell: Cell): void;
  drop(row: ExecutionRow, cell: Cell): void;
  /** How many runs have such a cell, and which, where that is known. */
  find(holds: (cell: Cell) => boolean): { readonly size: number; rows?(): ExecutionRow[] };
}

function count(): Group {
  const counts = new Map<Cell, number>();
  const change = (cell: Cell, by: number) => void counts.set(cell, (counts.get(cell) ?? 0) + by);
  return {
    add: (_, cell) => change(cell, 1),
    drop: (_, cell) => change(cell, -1),
    find: (holds) => ({ size: [...counts].reduce((sum, [cell, size]) => (holds(cell) ? sum + size : sum), 0) }),
  };
}

function group(): Group {
  const sets = new Map<Cell, Set<ExecutionRow>>();
  return {
    add(row, cell) {
      // No filter fits what has no value.
      if (cell !== undefined) sets.set(cell, (sets.get(cell) ?? new Set()).add(row));
    },
    drop(row, cell) {
      sets.get(cell)?.delete(row);
    },
    find(holds) {
      const fit = [...sets].flatMap(([cell, set]) => (holds(cell) ? [set] : []));
      const size = fit.reduce((sum, set) => sum + set.size, 0);
      return { size, rows: () => fit.flatMap((set) => [...set]) };
    },
  };
}

interface Order {
  put(row: ExecutionRow): void;
  rows(): readonly ExecutionRow[];
}

// What was put since the last list is sorted in with the next one.
function orderBy({ of }: Column<ExecutionRow>, known: Iterable<ExecutionRow>): Order {
  let places: readonly { readonly row: ExecutionRow; readonly cell: Cell }[] = [];
  let rows: readonly ExecutionRow[] = [];
  const changed = new Set(known);
  return {
    put: (row) => void changed.add(row),
    rows() {
      if (changed.size === 0) return rows;
      const added = [...changed].map((row) => ({ row, cell: of(row) })).sort(before);
      places = merged(
        places.filter(({ row }) => !changed.has(row)),
        added,
      );
      rows = places.map(({ row }) => row);
      changed.clear();
      return rows;
    },
  };
}

type Place = { readonly row: ExecutionRow; readonly cell: Cell };

function before(a: Place, b: Place): number {
  return inOrder(a.cell, b.cell) || a.row.serial - b.row.serial;
}

function merged(some: readonly Place[], others: readonly Place[]): readonly Place[] {
  const all: Place[] = [];
  let next = 0;
  for (const place of some) {
    while (next < others.length && before(others[next]!, place) < 0) all.push(others[next++]!);
    all.push(place);
  }
  return all.concat(others.slice(next));
}
