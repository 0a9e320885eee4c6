import type { LaunchPlan } from "../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import type { Task } from "../../lib/idl/gen/flyteidl/admin/task_pb.js";
import type { Identifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { Column, Columns, Listing } from "./columns.js";
import { launchPlanListing, taskListing, workflowListing } from "./entity-listings.js";
import { executionListing } from "./execution-listings.js";
import type { ExecutionRow } from "./execution-rows.js";
import { entityKey } from "./keys.js";
import type { EntityRow, WorkflowRow } from "./store.js";
import type { Table } from "./table.js";

/** What runs were made from. */
export interface Registered {
  readonly tasks: Table<EntityRow<Task>>;
  readonly workflows: Table<WorkflowRow>;
  readonly launchPlans: Table<EntityRow<LaunchPlan>>;
}

/** What lists of runs know, with every column of the launch plan, the workflow and the task that a run was made from. */
export function runListing({ tasks, workflows, launchPlans }: Registered): Listing<ExecutionRow> {
  const { joins = {} } = executionListing;
  const planOf = (row: ExecutionRow) => (row.launchedTask ? undefined : row.launchPlan);
  const taskOf = (row: ExecutionRow) => (row.launchedTask ? row.launchPlan : undefined);
  return {
    ...executionListing,
    joins: {
      ...joins,
      launch_plan: { ...farOf(launchPlanListing, launchPlans, planOf), ...joins.launch_plan },
      workflow: { ...farOf(workflowListing, workflows, ({ workflow }) => workflow), ...joins.workflow },
      task: { ...farOf(taskListing, tasks, taskOf), ...joins.task },
    },
  };
}

type Entity = { readonly message: { readonly id?: Identifier } };

function farOf<Row extends Entity>(
  { entity, columns }: Listing<Row>,
  table: Table<Row>,
  idOf: (row: ExecutionRow) => Identifier | undefined,
): Columns<ExecutionRow> {
  const far = ([name, column]: readonly [string, Column<Row>]): readonly [string, Column<ExecutionRow>] => {
    const of = (row: ExecutionRow) => {
      const id = idOf(row);
      const found = id && table.get(entityKey(id));
      return found && column.of(found);
    };
    const idsOf = (holds: (cell: ReturnType<typeof of>) => boolean) =>
      [...table.values()].flatMap((row) => (row.message.id && holds(column.of(row)) ? [row.message.id] : []));
    const { kind, isHidden = false } = column;
    return [name, { kind, isHidden, of, ...(!isHidden && { far: { entity, idsOf } }) }];
  };
  return Object.fromEntries(Object.entries(columns).map(far));
}
