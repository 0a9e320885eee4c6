import { type ClientHttp2Stream, constants, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";

/** What came back on a stream. */
export interface Exchanged {
  readonly start: IncomingHttpHeaders & IncomingHttpStatusHeader;
  readonly body: Buffer;
  /** Trailers; absent where the answer ended with its headers. */
  readonly end?: IncomingHttpHeaders;
}

/** What goes out on a stream, and how much may come back. */
export interface ExchangeOptions {
  readonly request: Uint8Array;
  /** Bytes; more is RESOURCE_EXHAUSTED. */
  readonly most: number;
  readonly signal?: AbortSignal | undefined;
  /** Told of each piece that comes, as a sign of life. */
  onRead(): void;
}

/** Sends one request and reads the whole answer. Rejects with a ConnectError, or with the reason of the signal. */
export function exchange(stream: ClientHttp2Stream, options: ExchangeOptions): Promise<Exchanged> {
  const { request, most, signal } = options;
  return new Promise((resolve, reject) => {
    let start: Exchanged["start"] = {};
    let end: IncomingHttpHeaders | undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    let isWhole = false;
    const abort = () => {
      reject(signal?.reason);
      stream.close(constants.NGHTTP2_CANCEL);
    };
    stream.on("response", (headers) => {
      start = headers;
    });
    stream.on("trailers", (headers) => {
      end = headers;
    });
    stream.on("data", (chunk: Buffer) => {
      options.onRead();
      chunks.push(chunk);
      size += chunk.length;
      if (size <= most) return;
      const message = `message size is larger than configured readMaxBytes ${most}`;
      reject(new ConnectError(message, Code.ResourceExhausted));
      stream.close(constants.NGHTTP2_CANCEL);
    });
    stream.on("end", () => {
      if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) return;
      const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      isWhole = true;
      resolve({ start, body, ...(end && { end }) });
    });
    stream.on("error", (error) => reject(errorOf(error)));
    stream.on("close", () => {
      signal?.removeEventListener("abort", abort);
      if (!isWhole) reject(resetError(stream.rstCode));
    });
    if (signal?.aborted === true) return abort();
    signal?.addEventListener("abort", abort);
    stream.end(request);
  });
}

// The codes by which HTTP/2 ends a stream, by number.
const resets = [
  "NO_ERROR",
  "PROTOCOL_ERROR",
  "INTERNAL_ERROR",
  "FLOW_CONTROL_ERROR",
  "SETTINGS_TIMEOUT",
  "STREAM_CLOSED",
  "FRAME_SIZE_ERROR",
  "REFUSED_STREAM",
  "CANCEL",
  "COMPRESSION_ERROR",
  "CONNECT_ERROR",
  "ENHANCE_YOUR_CALM",
  "INADEQUATE_SECURITY",
  "HTTP_1_1_REQUIRED",
] as const;

// What gRPC takes them for, where that is not INTERNAL.
const codes: Partial<Record<string, Code>> = {
  REFUSED_STREAM: Code.Unavailable,
  CANCEL: Code.Canceled,
  ENHANCE_YOUR_CALM: Code.ResourceExhausted,
  INADEQUATE_SECURITY: Code.PermissionDenied,
  HTTP_1_1_REQUIRED: Code.PermissionDenied,
};

function resetError(rstCode: number): ConnectError {
  const name = resets[rstCode] ?? "UNKNOWN";
  const said = `http/2 stream closed with error code ${name} (0x${rstCode.toString(16)})`;
  return new ConnectError(said, codes[name] ?? Code.Internal);
}

function errorOf(error: Error & { readonly code?: string }): ConnectError {
  const isBroken = ["ERR_STREAM_DESTROYED", "ERR_HTTP2_INVALID_STREAM", "ECONNRESET"].includes(error.code ?? "");
  const found = ConnectError.from(error, isBroken ? Code.Aborted : Code.Internal);
  found.cause ??= error;
  return found;
}
