import { create } from "@bufbuild/protobuf";
import { type Duration, type Timestamp, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { type Span, SpanSchema } from "../../lib/idl/gen/flyteidl/core/metrics_pb.js";
import { type NodeRow, nodeClosure, toNanos } from "../state/index.js";

/** A moment of a run, if it came. */
export type Moment = Timestamp | undefined;

/** What Flyte itself did in a run, and a task's own work. */
export type Operation =
  | "WORKFLOW_SETUP"
  | "WORKFLOW_TEARDOWN"
  | "NODE_SETUP"
  | "NODE_IDLE"
  | "NODE_RESET"
  | "NODE_TEARDOWN"
  | "NODE_TRANSITION"
  | "TASK_SETUP"
  | "TASK_RUNTIME"
  | "TASK_TEARDOWN";

/** A span of one operation. */
export function operation(name: Operation, startTime: Moment, endTime: Moment): Span {
  const times = { ...(startTime && { startTime }), ...(endTime && { endTime }) };
  return create(SpanSchema, { ...times, id: { case: "operationId", value: name } });
}

/** Whether one moment is not before another; what did not come lies at the beginning of time. */
export function notBefore(one: Moment, other: Moment): boolean {
  return nanos(one) >= nanos(other);
}

/** Compares two moments for sorting. */
export function inTime(one: Moment, other: Moment): number {
  return Number(nanos(one) - nanos(other));
}

/** The moment that lies a span later; undefined without a span, or one of no length. */
export function plus(start: Timestamp, span: Duration | undefined): Moment {
  if (span === undefined || toNanos(span) === 0n) return undefined;
  const end = toNanos(start) + toNanos(span);
  const rest = ((end % second) + second) % second;
  return create(TimestampSchema, { seconds: (end - rest) / second, nanos: Number(rest) });
}

/** The node among some that was updated last; undefined where none of them was. */
export function latest(ids: readonly string[], nodes: ReadonlyMap<string, NodeRow>): NodeRow | undefined {
  let found: NodeRow | undefined;
  let at = 0n;
  for (const id of ids) {
    const row = nodes.get(id);
    const updated = row && nanos(nodeClosure(row).updatedAt);
    if (updated !== undefined && updated > at) [found, at] = [row, updated];
  }
  return found;
}

const second = 1_000_000_000n;

function nanos(at: Moment): bigint {
  return at === undefined ? 0n : toNanos(at);
}
