import type { Dag } from "../../lib/dag/index.js";
import type { WorkflowExecutionIdentifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { Place } from "../../lib/idl/index.js";

/** What a run's report is written about. */
export interface Subject {
  readonly execution: WorkflowExecutionIdentifier;
  readonly dag: Dag;
  readonly place: Place;
  /** Uri of the values that the run started with. */
  readonly inputUri: string;
  /** Uri of the values that a node started with; empty before it has told them. */
  inputUriOf(node: string): string;
}
