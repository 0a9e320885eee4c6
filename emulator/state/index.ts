export {
  type AttributePlace,
  type AttributeRow,
  attributeKey,
  closest,
  kindOf,
} from "./attributes.js";
export type { Columns, Listing } from "./columns.js";
export { type Condition, condition } from "./condition.js";
export { type OpenStoreOptions, openStore } from "./disk/open-store.js";
export {
  hidden,
  launchPlanListing,
  number,
  projectListing,
  taskListing,
  text,
  time,
  workflowListing,
} from "./entity-listings.js";
export { deliver, type ExecutorEvent } from "./events/deliver.js";
export { applyNodeEvent, findNode, nodeClosure } from "./events/node-event.js";
export { findExecution, hasEnded } from "./events/rules.js";
export { applyTaskEvent, checkAttemptId, requireAttempt, taskClosure } from "./events/task-event.js";
export { applyWorkflowEvent, closureOf, isTerminal } from "./events/workflow-event.js";
export { executionListing, joined, nodeListing, taskExecutionListing } from "./execution-listings.js";
export type { ExecutionRow, NodeRow, TaskExecutionRow } from "./execution-rows.js";
export { attemptKey, type EntityId, type ExecutionId, entityKey, executionKey, rowKey } from "./keys.js";
export { answer, list, mentions, type Page, planOf } from "./listing.js";
export { literalData } from "./literal-data.js";
export { toMoment, toNanos } from "./moment.js";
export {
  exists,
  internal,
  invalid,
  keyTaken,
  missing,
  notFound,
  refusalOf,
  unavailable,
  unimplemented,
} from "./refusal.js";
export { type SignalRow, signalKey } from "./signal-row.js";
export { type CatalogRow, createStore, type EntityRow, namedEntityKey, type Store, type WorkflowRow } from "./store.js";
export type { ExecutionTable, Table } from "./table.js";
export { textForm } from "./text-form.js";
