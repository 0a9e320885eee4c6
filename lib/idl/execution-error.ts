import { create } from "@bufbuild/protobuf";
import { enumNames } from "./enum-names.js";
import { ContainerError_Kind, type ErrorDocument, ErrorDocumentSchema } from "./gen/flyteidl/core/errors_pb.js";
import {
  type ExecutionError as ExecutionErrorMessage,
  ExecutionErrorSchema,
  ExecutionError_ErrorKind as Kind,
} from "./gen/flyteidl/core/execution_pb.js";
import { known } from "./known.js";
import { fromTimestamp, toTimestamp } from "./time.js";

/** Why something failed, as it is told across a border. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly kind: "USER" | "SYSTEM" | "UNKNOWN";
  /** Where the whole error document lies. */
  readonly errorUri?: string;
  /** RFC 3339. */
  readonly timestamp?: string;
  /** Which of several workers failed. */
  readonly worker?: string;
}

/** A task's own account of its failure: what its container leaves as `error.pb`. */
export interface TaskFailure extends Omit<WireError, "errorUri"> {
  /** Whether another attempt can help. */
  readonly recoverable: boolean;
}

const kinds = enumNames<WireError["kind"]>("ExecutionError.kind", {
  UNKNOWN: Kind.UNKNOWN,
  USER: Kind.USER,
  SYSTEM: Kind.SYSTEM,
});
const recoverability = enumNames("ContainerError.kind", {
  NON_RECOVERABLE: ContainerError_Kind.NON_RECOVERABLE,
  RECOVERABLE: ContainerError_Kind.RECOVERABLE,
});

/** A failure as Flyte's `core.ExecutionError`. */
export function encodeError(error: WireError): ExecutionErrorMessage {
  return create(ExecutionErrorSchema, {
    code: error.code,
    message: error.message,
    kind: kinds.encode(error.kind),
    errorUri: error.errorUri ?? "",
    worker: error.worker ?? "",
    ...(error.timestamp === undefined ? {} : { timestamp: toTimestamp(error.timestamp) }),
  });
}

/** The failure that a `core.ExecutionError` tells of; WIRE_ENUM_UNKNOWN. */
export function decodeError(message: ExecutionErrorMessage, path = ""): WireError {
  const { code, message: text, kind, errorUri, timestamp, worker } = known(message, path);
  return {
    code,
    message: text,
    kind: kinds.decode(kind, path),
    ...(errorUri === "" ? {} : { errorUri }),
    ...(timestamp === undefined ? {} : { timestamp: fromTimestamp(timestamp) }),
    ...(worker === "" ? {} : { worker }),
  };
}

/** A task's failure as the document its container leaves; no failure is an empty one. */
export function encodeErrorDocument(failure: TaskFailure | undefined): ErrorDocument {
  if (failure === undefined) return create(ErrorDocumentSchema);
  return create(ErrorDocumentSchema, {
    error: {
      code: failure.code,
      message: failure.message,
      kind: recoverability.encode(failure.recoverable ? "RECOVERABLE" : "NON_RECOVERABLE"),
      origin: kinds.encode(failure.kind),
      worker: failure.worker ?? "",
      ...(failure.timestamp === undefined ? {} : { timestamp: toTimestamp(failure.timestamp) }),
    },
  });
}

/** The failure in a container's `error.pb`; undefined when the document holds none. */
export function decodeErrorDocument(message: ErrorDocument): TaskFailure | undefined {
  const { error } = known(message, "error.pb");
  if (error === undefined) return undefined;
  const { code, message: text, kind, origin, timestamp, worker } = known(error, "error.pb");
  return {
    code,
    message: text,
    kind: kinds.decode(origin, "error.pb"),
    recoverable: recoverability.decode(kind, "error.pb") === "RECOVERABLE",
    ...(timestamp === undefined ? {} : { timestamp: fromTimestamp(timestamp) }),
    ...(worker === "" ? {} : { worker }),
  };
}
