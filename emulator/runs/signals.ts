import { create } from "@bufbuild/protobuf";
import type { Attempt } from "../../lib/engine/index.js";
import { SignalSchema } from "../../lib/idl/gen/flyteidl/admin/signal_pb.js";
import type { WorkflowExecutionIdentifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { type SignalIdentifier, SignalIdentifierSchema } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { Literal as WireLiteral } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { decodeLiteral, encodeType } from "../../lib/idl/index.js";
import type { FlowType, Literal } from "../../lib/types/index.js";
import { type ExecutionId, type Store, signalKey } from "../state/index.js";

/** Gates that wait, and those who give them their values. */
export interface Signals {
  /** Makes the signal known, so that it can be set, and waits for its value; rejects with the attempt's reason. */
  wait(execution: WorkflowExecutionIdentifier, signal: string, attempt: Attempt): Promise<Literal>;
  /** Hands a value to whoever waits for it. */
  give(execution: ExecutionId, signal: string, value: WireLiteral): void;
}

/** Makes the waiting room of one emulator. */
export function createSignals(store: Store): Signals {
  const waiting = new Map<string, Set<(value: WireLiteral) => void>>();
  return {
    wait(executionId, signalId, { node, signal }) {
      const id = create(SignalIdentifierSchema, { executionId, signalId });
      const known = announce(id, node.target.kind === "signal" ? node.target.type : { kind: "bool" });
      if (known !== undefined) return Promise.resolve(decodeLiteral(known));
      const key = signalKey(id);
      return new Promise((resolve, reject) => {
        const wake = (value: WireLiteral) => settle(() => resolve(decodeLiteral(value)));
        const stop = () => settle(() => reject(signal.reason));
        const settle = (then: () => void) => {
          waiting.get(key)?.delete(wake);
          signal.removeEventListener("abort", stop);
          then();
        };
        waiting.set(key, (waiting.get(key) ?? new Set()).add(wake));
        if (signal.aborted) stop();
        else signal.addEventListener("abort", stop);
      });
    },
    give(executionId, signalId, value) {
      for (const wake of [...(waiting.get(signalKey({ executionId, signalId })) ?? [])]) wake(value);
    },
  };

  function announce(id: SignalIdentifier, type: FlowType): WireLiteral | undefined {
    const key = signalKey(id);
    const known = store.signals.get(key);
    if (known !== undefined) return known.message.value;
    const message = create(SignalSchema, { id, type: encodeType(type) });
    store.signals.set(key, { serial: store.nextSerial(), createdAt: store.now(), message });
    return undefined;
  }
}
