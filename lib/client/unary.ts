import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";
import {
  create,
  type DescMessage,
  type DescMethodUnary,
  fromBinary,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { Code, ConnectError, createContextValues, type Transport, type UnaryResponse } from "@connectrpc/connect";
import type { Http2SessionManager } from "@connectrpc/connect-node";
import { encodeEnvelope, runUnaryCall } from "@connectrpc/connect/protocol";
import { validateResponseWithCompression, validateTrailer } from "@connectrpc/connect/protocol-grpc";
import { type Exchanged, exchange } from "./exchange.js";

/** Where calls go, and what goes with each. */
export interface UnaryOptions {
  readonly sessions: Http2SessionManager;
  readonly headers: OutgoingHttpHeaders;
  /** Bytes of an answer; more is RESOURCE_EXHAUSTED. */
  readonly most: number;
}

const always = { "content-type": "application/grpc+proto", "user-agent": "flytepath", te: "trailers" };

/**
 * Unary calls of gRPC on the sessions of connect, at a fraction of what its own calls cost: one stream a call, read whole.
 * Errors and their codes are those of connect. Nothing is compressed; Flyte compresses nothing either.
 */
export function unary({ sessions, headers: own, most }: UnaryOptions): Transport["unary"] {
  return async (method, signal, timeoutMs = 0, header, input) => {
    const message = create(method.input, input);
    const { parent: service } = method;
    const path = `/${service.typeName}/${method.name}`;
    const given = () => new Headers(header);
    const headers = {
      ...always,
      ...own,
      ...(header !== undefined && Object.fromEntries(given())),
      ...(timeoutMs > 0 && { "grpc-timeout": `${timeoutMs}m` }),
    };
    const call = async (bounds: { readonly signal?: AbortSignal } = {}) => {
      const request = encodeEnvelope(0, toBinary(method.input, message));
      const stream = await sessions.request("POST", path, headers, {});
      const onRead = () => sessions.notifyResponseByteRead(stream);
      return answerOf(method, await exchange(stream, { request, most: most + head, onRead, ...bounds }));
    };
    // Signals are dear, and loops of calls have none.
    if (signal === undefined && timeoutMs <= 0) return await call();
    const req = { stream: false, service, method, requestMethod: "POST", url: path, header: given(), message } as const;
    return await runUnaryCall({
      ...(signal && { signal }),
      ...(timeoutMs > 0 && { timeoutMs }),
      interceptors: [],
      req: { ...req, contextValues: createContextValues() },
      next: call,
    });
  };
}

const head = 5;

function answerOf<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  exchanged: Exchanged,
): UnaryResponse<I, O> {
  const bytes = isFine(exchanged) ? exchanged.body : judged(exchanged);
  const length = bytes.length < head ? Number.POSITIVE_INFINITY : bytes.readUInt32BE(1);
  if (bytes.length < head + length) throw wrong("incomplete envelope", Code.InvalidArgument);
  if (bytes.length > head + length) throw wrong("received extra output message for unary method", Code.Unimplemented);
  if (bytes[0] !== 0) throw wrong("received a compressed message, and asked for none", Code.Internal);
  return {
    stream: false,
    service: method.parent,
    method,
    message: parsed(method.output, bytes.subarray(head)),
    get header() {
      return webHeaders(exchanged.start);
    },
    get trailer() {
      return webHeaders(exchanged.end);
    },
  };
}

function isFine({ start, end, body }: Exchanged): boolean {
  return (
    start[":status"] === 200 &&
    start["content-type"] === "application/grpc+proto" &&
    start["grpc-encoding"] === undefined &&
    end?.["grpc-status"] === "0" &&
    end["grpc-status-details-bin"] === undefined &&
    body.length > 0
  );
}

// What is not plainly fine is looked at closely: throws what was refused, and what is no answer of gRPC.
function judged({ start, end, body }: Exchanged): Buffer {
  const [header, trailer] = [webHeaders(start), webHeaders(end)];
  const { headerError } = validateResponseWithCompression([], start[":status"] ?? 0, header);
  validateTrailer(trailer, header);
  if (body.length > 0) {
    if (headerError === undefined) return body;
    throw wrong("received output message for unary method with error status", Code.Unknown);
  }
  const code = trailer.has("grpc-status") ? Code.Unimplemented : Code.Unknown;
  throw headerError ?? wrong("missing output message for unary method", code);
}

function wrong(what: string, code: Code): ConnectError {
  return new ConnectError(`protocol error: ${what}`, code);
}

function parsed<Output extends DescMessage>(schema: Output, bytes: Uint8Array): MessageShape<Output> {
  try {
    return fromBinary(schema, bytes);
  } catch (error) {
    throw new ConnectError(`parse binary: ${error instanceof Error ? error.message : error}`, Code.Internal);
  }
}

function webHeaders(headers: IncomingHttpHeaders = {}): Headers {
  const web = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(":")) for (const each of [value ?? []].flat()) web.append(name, each);
  }
  return web;
}
