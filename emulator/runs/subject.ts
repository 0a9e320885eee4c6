import type { Dag } from "../../lib/dag/index.js";
import type { WorkflowExecutionIdentifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { Place } from "../../lib/idl/index.js";
import type { Literals } from "../../lib/types/index.js";
import type { NodeRow } from "../state/index.js";
import type { DataPlaces } from "./data-places.js";

/** What a run's report is written about. */
export interface Subject {
  readonly execution: WorkflowExecutionIdentifier;
  readonly dag: Dag;
  readonly place: Place;
  readonly places: DataPlaces;
  /** Whether its tasks may be interrupted, where their nodes do not say. */
  readonly interruptible: boolean;
  /** Whether outputs in the cache are made anew. */
  readonly overwriteCache: boolean;
  /** Keeps inputs or outputs under a uri. */
  put(uri: string, values: Literals): void;
  /** The node of the run that this one recovers; undefined for other runs and other nodes. */
  recovered(node: string): NodeRow | undefined;
  /** Version of the tasks of another run of the same project and domain; undefined where it is not known. */
  versionOf(run: string): string | undefined;
  /** From 0 to 1, for versions that nobody chose. */
  random(): number;
}
