import type { LaunchPlan } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import type { Cell as SqlCell, Database, Statement } from "../../../lib/sqlite/index.js";
import { closureOf, isTerminal } from "../events/workflow-event.js";
import type { Listing } from "../columns.js";
import type { ExecutionRow } from "../execution-rows.js";
import { type ExecutionId, rowKey } from "../keys.js";
import { pageOf, planOf } from "../listing.js";
import { putNode } from "../memory-executions.js";
import type { EntityRow } from "../store.js";
import type { ExecutionTable, Table } from "../table.js";
import {
  cellsOf,
  changesOf,
  changingNames,
  columnNames,
  executionOf,
  type StoredExecution,
} from "./execution-codec.js";
import { nodeCells, nodeOf, type StoredNode } from "./node-codec.js";
import { orderOf, whereOf } from "./where.js";
import type { WriteBehind } from "./write-behind.js";

type Stored = StoredExecution & {
  readonly project: string;
  readonly domain: string;
  readonly name: string;
};

const wanted =
  "SELECT serial, message, plan, inputs, user_inputs, f_execution_project AS project, f_execution_domain AS domain, f_execution_name AS name FROM executions";

// Runs that ended and are still in memory, since who watched them asks for them once more.
const mostEnded = 256;

// Statements of lists, of which clients use a few.
const mostStatements = 100;

/** Runs in a file. Those that go on, and some that ended of late, are in memory, too, each as one object. */
export function diskExecutions(
  database: Database,
  behind: WriteBehind,
  { plans, listing }: { readonly plans: Table<EntityRow<LaunchPlan>>; readonly listing: Listing<ExecutionRow> },
): ExecutionTable {
  const going = new Map<string, ExecutionRow>();
  const ended = new Map<string, ExecutionRow>();
  const unwritten = new WeakSet<ExecutionRow>();
  const statements = new Map<string, Statement<Stored & { readonly count: number }>>();
  const insert = database.prepare(
    `INSERT INTO executions (${columnNames.join(", ")}) VALUES (${columnNames.map(() => "?").join(", ")})`,
  );
  const update = database.prepare(
    `UPDATE executions SET ${changingNames.map((name) => `${name} = ?`).join(", ")} WHERE serial = ?`,
  );
  const find = database.prepare<Stored>(
    `${wanted} WHERE f_execution_project = ? AND f_execution_domain = ? AND f_execution_name = ?`,
  );
  const putNodeRow = database.prepare(
    `INSERT INTO nodes (execution, serial, parent, parent_task, event_version, message, dynamic, attempts, attempt_facts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (execution, serial) DO UPDATE SET message = excluded.message, dynamic = excluded.dynamic,
     attempts = excluded.attempts, attempt_facts = excluded.attempt_facts`,
  );
  const findNodes = database.prepare<StoredNode>("SELECT * FROM nodes WHERE execution = ? ORDER BY serial");

  for (const stored of database.prepare<Stored>(`${wanted} WHERE has_ended = 0 ORDER BY serial`).all()) {
    const row = rowOf(stored);
    going.set(rowKey(row), row);
  }

  function get(key: string): ExecutionRow | undefined {
    const known = going.get(key) ?? ended.get(key);
    if (known !== undefined) return known;
    const [project = "", domain = "", name = ""] = key.split("\n");
    const stored = find.get(project, domain, name);
    return stored === undefined ? undefined : remember(rowOf(stored));
  }

  // The object in memory, where there is one: it may know more than the file.
  function rowAt(stored: Stored): ExecutionRow {
    const key = keyOf(stored);
    return going.get(key) ?? ended.get(key) ?? rowOf(stored);
  }

  function rowOf(stored: Stored): ExecutionRow {
    return executionOf(stored, plans, (serial) => {
      behind.flush();
      const nodes = findNodes.all(serial).map(nodeOf);
      return new Map(nodes.map((node) => [node.message.id?.nodeId ?? "", node]));
    });
  }

  function remember(row: ExecutionRow): ExecutionRow {
    const key = rowKey(row);
    if (!isTerminal(closureOf(row).phase)) {
      going.set(key, row);
      return row;
    }
    going.delete(key);
    ended.delete(key);
    ended.set(key, row);
    if (ended.size > mostEnded) forget();
    return row;
  }

  // What leaves memory must be found in the file; where that cannot be written, it stays.
  function forget(): void {
    try {
      behind.flush();
    } catch {
      return;
    }
    for (const key of [...ended.keys()].slice(0, mostEnded / 4)) ended.delete(key);
  }

  function select(sql: string, values: readonly SqlCell[]): readonly (Stored & { readonly count: number })[] {
    behind.flush();
    const statement = statements.get(sql) ?? database.prepare<Stored & { readonly count: number }>(sql);
    if (statements.size >= mostStatements) statements.clear();
    statements.set(sql, statement);
    return statement.all(...values);
  }

  return {
    get,
    has: (key) => get(key) !== undefined,
    put(row) {
      if (get(rowKey(row)) === undefined) unwritten.add(row);
      remember(row);
      behind.later(row, () => {
        if (unwritten.has(row)) insert.run(...cellsOf(row));
        else update.run(...changesOf(row));
        unwritten.delete(row);
      });
    },
    putNode(execution, node) {
      putNode(execution, node);
      behind.later(node, () => void putNodeRow.run(execution.serial, ...nodeCells(node)));
    },
    *values() {
      behind.flush();
      const after = database.prepare<Stored>(`${wanted} WHERE serial > ? ORDER BY serial LIMIT 100`);
      for (let last = 0; ; ) {
        const rows = after.all(last);
        for (const stored of rows) yield rowAt(stored);
        if (rows.length === 0) return;
        last = rows.at(-1)!.serial;
      }
    },
    inFlight: () => [...going.values()],
    list(conditions, query) {
      const plan = planOf(listing, query);
      const where = whereOf([...conditions, ...plan.conditions]);
      const order = orderOf(plan);
      const rows = select(`${wanted} WHERE ${where.text} ${order.text}`, where.values);
      return pageOf(rows.map(rowAt), plan);
    },
    count(conditions) {
      const where = whereOf(conditions);
      const [found] = select(`SELECT count(*) AS count FROM executions WHERE ${where.text}`, where.values);
      return found?.count ?? 0;
    },
  };
}

function keyOf({ project, domain, name }: ExecutionId): string {
  return [project, domain, name].join("\n");
}
