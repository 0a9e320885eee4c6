import type { Target } from "../../dag/index.js";
import { failure } from "../../errors/index.js";
import {
  conforms,
  describeType,
  type FlowType,
  type Literal,
  type Literals,
  toMilliseconds,
  typeOf,
} from "../../types/index.js";
import type { ExecutionError } from "../event.js";
import type { Cancellation } from "../run/cancellation.js";
import { type NodeContext, type NodeEnd, tellEnd, tellNode } from "../run/context.js";
import { judge, userError } from "../run/judge.js";
import { toAttempt } from "./attempt.js";
import { boundsOf, leftOf, runningSince, nodeTimeoutError } from "./timeout.js";
import { tryOnce } from "./try-once.js";

type Gate = Extract<Target, { kind: "sleep" | "signal" | "approve" }>;

/** Runs a node that waits: for a time, for a value, or for an approval, whose outputs are what the node was given. */
export async function runGate(context: NodeContext, gate: Gate): Promise<NodeEnd> {
  const { run, node } = context;
  const queued = tellNode(context, "QUEUED", { inputs: context.inputs });
  if (queued) await queued;
  const running = tellNode(context, "RUNNING");
  if (running) await running;
  const tried = await tryOnce(run.clock, boundsOf(context, node.timeout, { since: runningSince(context) }), (own) =>
    pass(context, gate, own),
  );
  switch (tried.kind) {
    case "done":
      return await tellEnd(
        context,
        tried.value === undefined
          ? { phase: "FAILED", error: refused(context) }
          : { phase: "SUCCEEDED", outputs: tried.value },
      );
    case "late":
      return await tellEnd(context, { phase: "FAILED", error: nodeTimeoutError(context) });
    case "failed":
      return await tellEnd(context, { phase: "FAILED", error: judge(tried.thrown).error });
    case "cancelled":
      return await tellEnd(context, { phase: "ABORTED" });
  }
}

// Flyte's words, and what they mean here.
function refused({ place }: NodeContext): ExecutionError {
  const thrown = failure("GATE_REFUSED", { gate: place.name }, { node: place.node, retryable: false });
  return userError("ReceivedRejectSignal", "received a reject signal to disapprove the node input values", thrown);
}

// The outputs, or nothing when the approval was refused.
async function pass(context: NodeContext, gate: Gate, cancellation: Cancellation): Promise<Literals | undefined> {
  switch (gate.kind) {
    case "sleep":
      await context.run.clock.sleep(
        leftOf(context.run.clock, toMilliseconds(gate.duration), runningSince(context)),
        cancellation.signal,
      );
      return {};
    case "signal":
      return { [gate.output]: await signal(context, { name: gate.signal, type: gate.type, cancellation }) };
    case "approve": {
      const value = await signal(context, { name: gate.signal, type: { kind: "bool" }, cancellation });
      return value.kind === "bool" && value.value ? context.inputs : undefined;
    }
  }
}

interface Wanted {
  readonly name: string;
  readonly type: FlowType;
  readonly cancellation: Cancellation;
}

async function signal({ run, node, place }: NodeContext, { name, type, cancellation }: Wanted): Promise<Literal> {
  if (run.runner.awaitSignal === undefined) {
    throw failure("NODE_UNSUPPORTED", { node: place.name, feature: "a signal", target: "this runner" });
  }
  const attempt = toAttempt(
    {
      run: run.run,
      node,
      nodeId: place.node,
      path: place.path,
      attempt: 0,
      last: true,
      element: undefined,
      outside: undefined,
      over: false,
      onProgress: () => undefined,
    },
    cancellation,
  );
  const literal = await run.runner.awaitSignal(name, attempt);
  if (conforms(literal, type)) return literal;
  const facts = { signal: name, expected: describeType(type), got: describeType(typeOf(literal)) };
  throw failure("RUN_SIGNAL_MISMATCH", facts, { path: place.path.join(".") });
}
