import { meetingAll } from "./condition.js";
import { closureOf, isTerminal } from "./events/workflow-event.js";
import type { ExecutionRow, NodeRow } from "./execution-rows.js";
import { rowKey } from "./keys.js";
import { answer, planOf } from "./listing.js";
import type { Listing } from "./columns.js";
import type { ExecutionTable } from "./table.js";

/** Runs that end with the process. */
export function memoryExecutions(listing: Listing<ExecutionRow>): ExecutionTable {
  const rows = new Map<string, ExecutionRow>();
  return {
    get: (key) => rows.get(key),
    has: (key) => rows.has(key),
    put(row) {
      rows.set(rowKey(row), row);
    },
    values: () => rows.values(),
    putNode,
    inFlight: () => [...rows.values()].filter((row) => !isTerminal(closureOf(row).phase)),
    list(conditions, query) {
      const plan = planOf(listing, query);
      return answer(rows.values(), { ...plan, conditions: [...conditions, ...plan.conditions] });
    },
    count(conditions) {
      const meets = meetingAll(conditions);
      let count = 0;
      for (const row of rows.values()) if (meets(row)) count++;
      return count;
    },
  };
}

/** Puts a node among those of its run. */
export function putNode({ nodes }: ExecutionRow, node: NodeRow): void {
  // Only tables may change the nodes of a run: they must know of it.
  (nodes as Map<string, NodeRow>).set(node.message.id?.nodeId ?? "", node);
}
