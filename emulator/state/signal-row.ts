import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type { Signal } from "../../lib/idl/gen/flyteidl/admin/signal_pb.js";
import { type ExecutionId, executionKey } from "./keys.js";

/** A signal that a gate waits for, with its value once somebody gave it. */
export interface SignalRow {
  readonly serial: number;
  readonly createdAt: Timestamp;
  readonly message: Signal;
}

/** Key of a signal in the store's map. */
export function signalKey({ executionId, signalId }: { executionId?: ExecutionId; signalId: string }): string {
  return `${executionId === undefined ? "" : executionKey(executionId)}\n${signalId}`;
}
