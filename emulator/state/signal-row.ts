import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type { Signal } from "../../lib/idl/gen/flyteidl/admin/signal_pb.js";

/** A signal that a gate waits for, with its value once somebody gave it. */
export interface SignalRow {
  readonly serial: number;
  readonly createdAt: Timestamp;
  readonly message: Signal;
}
