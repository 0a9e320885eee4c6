import type { ConnectError } from "@connectrpc/connect";
import { type BackendError, type ErrorCode, type FactsOf, failure } from "../../errors/index.js";
import { type Status, statusName } from "./status.js";

/** What a call was for, in the words of an error: "start the execution …". */
export interface CallPurpose {
  readonly backend: string;
  readonly doing: string;
}

/**
 * The error of a failed call, by its gRPC status. An answer that no Flyte gives (an HTML page, HTTP/1, another gRPC
 * service, TLS where there is none) is `BACKEND_NOT_FLYTE`.
 */
export function callFailure(error: ConnectError, { backend, doing }: CallPurpose): BackendError {
  const grpcCode = statusName(error.code);
  const why = said(error);
  const more = { cause: error, grpcCode };
  const certificate = certificateProblem(error);
  if (certificate !== undefined)
    return failed("BACKEND_UNREACHABLE", { backend, why: certificate, because: "certificate" }, more);
  const stranger = notFlyte(error);
  if (stranger !== undefined) return failed("BACKEND_NOT_FLYTE", { backend, why: stranger }, more);
  switch (grpcCode) {
    case "UNAVAILABLE":
      return failed("BACKEND_UNREACHABLE", { backend, why }, more);
    case "UNIMPLEMENTED":
      return failed("BACKEND_NOT_FLYTE", { backend, why: `it does not know how to ${doing}` }, more);
    case "UNAUTHENTICATED":
      return failed("BACKEND_UNAUTHENTICATED", { backend, why }, more);
    case "PERMISSION_DENIED":
      return failed("BACKEND_FORBIDDEN", { backend, doing, why }, more);
    case "DEADLINE_EXCEEDED":
      return failed("BACKEND_TIMEOUT", { backend, doing }, more);
    case "RESOURCE_EXHAUSTED":
      return failed("BACKEND_BUSY", { backend, doing, why }, more);
    case "INVALID_ARGUMENT":
    case "NOT_FOUND":
    case "ALREADY_EXISTS":
    case "FAILED_PRECONDITION":
    case "OUT_OF_RANGE":
      return failed("BACKEND_REFUSED", { backend, doing, why }, more);
    default:
      // A connection that breaks while a call is under way has no status of its own.
      return isBroken(error)
        ? failed("BACKEND_UNREACHABLE", broken(backend, why), { ...more, grpcCode: "UNAVAILABLE" satisfies Status })
        : failed("BACKEND_FAILED", { backend, doing, why }, more);
  }
}

/** Whether the same call may well succeed a little later. */
export function isTransient(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return code === "BACKEND_UNREACHABLE" || code === "BACKEND_BUSY" || code === "BACKEND_TIMEOUT";
}

// Every code used here raises a BackendError, which the type of `failure` cannot say.
function failed<Code extends ErrorCode>(code: Code, facts: FactsOf<Code>, more: object): BackendError {
  return failure(code, facts, { ...more }) as BackendError;
}

function said(error: ConnectError): string {
  const cause = error.cause instanceof AggregateError ? error.cause.errors[0] : undefined;
  return error.rawMessage || (cause instanceof Error ? cause.message : "") || "no reason was given";
}

function notFlyte(error: ConnectError): string | undefined {
  const node = nodeCode(error);
  if (node === "ERR_SSL_WRONG_VERSION_NUMBER" || node === "ERR_SSL_PACKET_LENGTH_TOO_LONG")
    return "it speaks no TLS on this port";
  if (node === "ERR_HTTP2_ERROR" && /protocol error/i.test(error.rawMessage)) return "it does not speak HTTP/2";
  const page = /^unsupported content type (.*)$/.exec(error.rawMessage)?.[1];
  if (page !== undefined) return `it sends ${page} instead of gRPC`;
  const status = /^HTTP (\d+)$/.exec(error.rawMessage)?.[1];
  if (status !== undefined && !["429", "502", "503", "504", "401", "403"].includes(status))
    return `it sends the HTTP status ${status}`;
  return undefined;
}

function certificateProblem(error: ConnectError): string | undefined {
  const node = nodeCode(error) ?? "";
  const isOne = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ALTNAME/.test(node);
  return isOne ? `its certificate is not trusted (${error.rawMessage})` : undefined;
}

const resetCode = /^http\/2 stream closed with error code/;

function isBroken(error: ConnectError): boolean {
  const node = nodeCode(error);
  if (node !== undefined && /^(ECONN|EPIPE|ENET|EHOST|ERR_STREAM|ERR_HTTP2|ETIMEDOUT)/.test(node)) return true;
  return resetCode.test(error.rawMessage);
}

function broken(backend: string, why: string) {
  if (!resetCode.test(why)) return { backend, why };
  return { backend, why: "it closed the connection", because: "closed" } as const;
}

function nodeCode(error: Error): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === "string") return code;
    if (at instanceof AggregateError && at.errors[0] instanceof Error) return nodeCode(at.errors[0]);
  }
  return undefined;
}
