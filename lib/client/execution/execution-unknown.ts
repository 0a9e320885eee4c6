import { failure } from "../../errors/index.js";
import type { Backend } from "../backend.js";
import { type ExecutionId, nameOf } from "./execution.js";

/** The error itself, or `BACKEND_EXECUTION_UNKNOWN` in its place when the backend did not find the execution. */
export function executionUnknown(backend: Backend, id: ExecutionId, error: unknown): unknown {
  const { grpcCode } = error as { grpcCode?: string };
  if (grpcCode !== "NOT_FOUND") return error;
  const facts = { backend: backend.name, execution: nameOf(id) };
  return failure("BACKEND_EXECUTION_UNKNOWN", facts, { cause: error, grpcCode });
}
