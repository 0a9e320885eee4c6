export {
  duration,
  launchPlanListing,
  number,
  projectListing,
  taskListing,
  text,
  time,
  workflowListing,
} from "./entity-listings.js";
export type { ExecutionRow, NodeRow, TaskExecutionRow } from "./execution-rows.js";
export { type EntityId, type ExecutionId, entityKey, executionKey } from "./keys.js";
export { type Columns, type Listing, list, mentions, type Page, type Query } from "./listing.js";
export { between, toMoment, toNanos } from "./moment.js";
export { exists, internal, invalid, keyTaken, missing, notFound, tooLate, unoffered } from "./refusal.js";
export type { SignalRow } from "./signal-row.js";
export {
  createStore,
  type EntityRow,
  type NamedEntityRow,
  namedEntityKey,
  type Store,
  type WorkflowRow,
} from "./store.js";
export { textForm } from "./text-form.js";
