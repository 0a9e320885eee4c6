import { fromBinary } from "@bufbuild/protobuf";
import { failure } from "../../errors/index.js";
import type { UrlBlob } from "../../idl/gen/flyteidl/admin/common_pb.js";
import { type LiteralMap, LiteralMapSchema } from "../../idl/gen/flyteidl/core/literals_pb.js";
import { decodeLiterals } from "../../idl/index.js";
import type { Literals } from "../../types/index.js";
import type { Backend } from "../backend.js";
import { callAdmin } from "../call/admin.js";
import type { Timer } from "../call/timer.js";
import { patiently } from "../call/retry.js";
import { type ExecutionId, nameOf } from "./execution.js";
import { executionUnknown } from "./execution-unknown.js";

interface Options {
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Timer | undefined;
}

/** Outputs of an execution; none before it has succeeded. Fails with `BACKEND_EXECUTION_UNKNOWN`. */
export async function outputsOf(backend: Backend, id: ExecutionId, options: Options = {}): Promise<Literals> {
  const { fullOutputs, outputs } = await dataOf(backend, id, options);
  return literalsIn(backend, fullOutputs, outputs);
}

/** Inputs of an execution, with the values that its launch plan added. Fails with `BACKEND_EXECUTION_UNKNOWN`. */
export async function inputsOf(backend: Backend, id: ExecutionId, options: Options = {}): Promise<Literals> {
  const { fullInputs, inputs } = await dataOf(backend, id, options);
  return literalsIn(backend, fullInputs, inputs);
}

async function dataOf(backend: Backend, id: ExecutionId, { signal, clock }: Options) {
  const doing = `fetch the data of execution ${nameOf(id)}`;
  const ask = () => callAdmin(backend, { doing, signal }, (admin, options) => admin.getExecutionData({ id }, options));
  return patiently(ask, { forMs: 30_000, signal, clock }).catch((error: unknown) => {
    throw executionUnknown(backend, id, error);
  });
}

// Flyte puts small data into the answer, and leaves large data where it is stored.
async function literalsIn(
  backend: Backend,
  full: LiteralMap | undefined,
  stored: UrlBlob | undefined,
): Promise<Literals> {
  const isInline = full !== undefined && Object.keys(full.literals).length > 0;
  if (isInline || stored === undefined || stored.url === "" || stored.bytes === 0n) return decodeLiterals(full);
  const bytes = await backend.blobs.read(stored.url);
  try {
    return decodeLiterals(fromBinary(LiteralMapSchema, bytes));
  } catch (cause) {
    const why = "what lies there is no LiteralMap";
    throw failure("BACKEND_TRANSFER_FAILED", { uri: stored.url, doing: "read", why }, { cause });
  }
}
