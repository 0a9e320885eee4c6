import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { ExecutionSchema } from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import type { LaunchPlan } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { LiteralMapSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import type { Cell as SqlCell } from "../../../lib/sqlite/index.js";
import type { Cell } from "../columns.js";
import { closureOf, isTerminal } from "../events/workflow-event.js";
import { executionListing } from "../execution-listings.js";
import type { ExecutionRow, NodeRow } from "../execution-rows.js";
import { entityKey } from "../keys.js";
import { internal } from "../refusal.js";
import type { EntityRow } from "../store.js";
import type { Table } from "../table.js";
import { sqlName } from "./where.js";

/** A run as it lies in the file, without the columns of the listing. */
export interface StoredExecution {
  readonly serial: number;
  readonly message: Uint8Array;
  readonly plan: string;
  readonly inputs: Uint8Array;
  readonly user_inputs: Uint8Array | null;
}

const { columns, joins = {} } = executionListing;
const fields = [
  ...Object.entries(columns).filter(([field, { isHidden }]) => field !== "id" && isHidden !== true),
  ...Object.entries(joins).flatMap(([entity, inner]) =>
    Object.entries(inner)
      .filter(([, { isHidden }]) => isHidden !== true)
      .map(([name, column]) => [`${entity}.${name}`, column] as const),
  ),
];

// What a run keeps all its life.
const fixed = /^(created_at|execution_(project|domain|name|created_at)|mode|user|launch_.*|workflow\..*|task\..*)$/;
const changing = fields.filter(([field]) => !fixed.test(field));

/** Names of all columns of a run, in the order of {@link cellsOf}. */
export const columnNames: readonly string[] = [
  "serial",
  "message",
  "plan",
  "inputs",
  "user_inputs",
  "has_ended",
  ...fields.map(([field]) => sqlName(field)),
];

/** Names of the columns that change, in the order of {@link changesOf}. */
export const changingNames: readonly string[] = ["message", "has_ended", ...changing.map(([field]) => sqlName(field))];

/** Everything that is kept of a run. */
export function cellsOf(row: ExecutionRow): readonly SqlCell[] {
  return [
    row.serial,
    toBinary(ExecutionSchema, row.message),
    row.plan.id === undefined ? "" : entityKey(row.plan.id),
    toBinary(LiteralMapSchema, row.inputs),
    row.userInputs === undefined ? null : toBinary(LiteralMapSchema, row.userInputs),
    Number(isTerminal(closureOf(row).phase)),
    ...fields.map(([, column]) => sqlCell(column.of(row))),
  ];
}

/** What changes in a run, and its number last. */
export function changesOf(row: ExecutionRow): readonly SqlCell[] {
  return [
    toBinary(ExecutionSchema, row.message),
    Number(isTerminal(closureOf(row).phase)),
    ...changing.map(([, column]) => sqlCell(column.of(row))),
    row.serial,
  ];
}

/** A run that was read; what most requests do not look at is understood when it is looked at. */
export function executionOf(
  stored: StoredExecution,
  plans: Table<EntityRow<LaunchPlan>>,
  nodesOf: (serial: number) => ReadonlyMap<string, NodeRow>,
): ExecutionRow {
  const { serial, inputs, user_inputs: userInputs } = stored;
  const message = fromBinary(ExecutionSchema, stored.message);
  const { launchPlan } = message.spec ?? {};
  const { createdAt, workflowId } = message.closure ?? {};
  if (launchPlan === undefined || createdAt === undefined || workflowId === undefined) {
    throw internal(`execution ${message.id?.name} is stored without what it runs`);
  }
  const late = {
    plan: once(() => {
      const plan = plans.get(stored.plan)?.message;
      if (plan === undefined) throw internal(`execution ${message.id?.name} is stored without its launch plan`);
      return plan;
    }),
    inputs: once(() => fromBinary(LiteralMapSchema, inputs)),
    userInputs: once(() => (userInputs === null ? undefined : fromBinary(LiteralMapSchema, userInputs))),
    nodes: once(() => nodesOf(serial)),
  };
  return {
    serial,
    createdAt,
    message,
    launchedTask: launchPlan.resourceType === ResourceType.TASK,
    launchPlan,
    workflow: workflowId,
    tags: message.spec?.tags ?? [],
    get plan() {
      return late.plan();
    },
    get inputs() {
      return late.inputs();
    },
    get userInputs() {
      return late.userInputs();
    },
    get nodes() {
      return late.nodes();
    },
  };
}

function sqlCell(cell: Cell): SqlCell {
  if (cell === undefined) return null;
  return typeof cell === "object" ? JSON.stringify(cell) : cell;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
