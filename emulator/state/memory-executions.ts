import { meetingAll } from "./condition.js";
import { closureOf, isTerminal } from "./events/workflow-event.js";
import type { ExecutionRow, NodeRow } from "./execution-rows.js";
import { rowKey } from "./keys.js";
import { answer, answerInOrder, planOf } from "./listing.js";
import { runIndex } from "./run-index.js";
import type { Listing } from "./columns.js";
import type { ExecutionTable } from "./table.js";

/** Runs that end with the process. */
export function memoryExecutions(listing: Listing<ExecutionRow>): ExecutionTable {
  const rows = new Map<string, ExecutionRow>();
  const index = runIndex(listing);
  return {
    get: (key) => rows.get(key),
    has: (key) => rows.has(key),
    put(row) {
      rows.set(rowKey(row), row);
      index.put(row);
    },
    values: () => rows.values(),
    putNode,
    inFlight: () => [...rows.values()].filter((row) => !isTerminal(closureOf(row).phase)),
    list(conditions, query) {
      const plan = planOf(listing, query);
      const { left, rows: found } = index.narrow([...conditions, ...plan.conditions]);
      const { sort } = plan;
      if (found !== undefined || sort === undefined || sort.column.grows === true) {
        return answer(found ?? rows.values(), { ...plan, conditions: left });
      }
      return answerInOrder(index.sorted(sort.field, sort.column), { ...plan, conditions: left });
    },
    count(conditions) {
      const { left, rows: found } = index.narrow(conditions);
      const meets = meetingAll(left);
      let count = 0;
      for (const row of found ?? rows.values()) if (meets(row)) count++;
      return count;
    },
  };
}

/** Puts a node among those of its run. */
export function putNode({ nodes }: ExecutionRow, node: NodeRow): void {
  // Only tables may change the nodes of a run: they must know of it.
  (nodes as Map<string, NodeRow>).set(node.message.id?.nodeId ?? "", node);
}
