import { readFileSync } from "node:fs";
import type { Interceptor, Transport } from "@connectrpc/connect";
import { failure } from "../errors/index.js";
import type { Connection } from "./connection/connection.js";

/** A transport and what closes its connections. */
export interface OpenTransport {
  readonly transport: Transport;
  close(): void;
}

// As flytekit has it: the control plane sends no more than this in one message.
const readMaxBytes = 64 * 1024 * 1024;

/**
 * gRPC over HTTP/2, plain or with TLS. Nothing is loaded and nothing is connected before the first call, so that naming
 * a backend costs nothing.
 */
export function grpcTransport(connection: Connection): OpenTransport {
  const nodeOptions = connection.insecure === true ? {} : tlsOf(connection);
  let opened: Promise<OpenTransport> | undefined;
  const open = () => {
    opened ??= connect(connection, nodeOptions);
    return opened;
  };
  return {
    transport: {
      unary: async (...call) => (await open()).transport.unary(...call),
      stream: async (...call) => (await open()).transport.stream(...call),
    },
    close: () => void opened?.then(({ close }) => close()),
  };
}

async function connect(connection: Connection, nodeOptions: TlsOptions): Promise<OpenTransport> {
  const [{ createGrpcTransport, Http2SessionManager }, { unary }] = await Promise.all([
    import("@connectrpc/connect-node"),
    import("./unary.js"),
  ]);
  const baseUrl = `${connection.insecure === true ? "http" : "https"}://${connection.endpoint}`;
  const sessionManager = new Http2SessionManager(baseUrl, {}, nodeOptions);
  const interceptors = connection.token === undefined ? [] : [bearing(connection.token)];
  const streams = createGrpcTransport({ baseUrl, sessionManager, readMaxBytes, interceptors });
  const headers = connection.token === undefined ? {} : { authorization: `Bearer ${connection.token}` };
  const ask = unary({ sessions: sessionManager, headers, most: readMaxBytes });
  let broken = false;
  return {
    transport: {
      async unary(...call) {
        try {
          const answer = await ask(...call);
          broken = false;
          return answer;
        } catch (error) {
          broken = error instanceof Error && error.cause !== undefined;
          throw error;
        }
      },
      stream: (...call) => streams.stream(...call),
    },
    close() {
      // A connection that broke closes by itself, and tells of its error only afterwards: the session manager no longer
      // listens once it was told to abort, and an error that nobody listens to ends the process.
      if (!broken) sessionManager.abort();
    },
  };
}

function bearing(token: string): Interceptor {
  return (next) => (request) => {
    request.header.set("authorization", `Bearer ${token}`);
    return next(request);
  };
}

interface TlsOptions {
  readonly rejectUnauthorized?: boolean;
  readonly ca?: Buffer;
}

function tlsOf({ insecureSkipVerify, caFile, source }: Connection): TlsOptions {
  return {
    ...(insecureSkipVerify === true ? { rejectUnauthorized: false } : {}),
    ...(caFile === undefined ? {} : { ca: readAuthority(caFile, source ?? "the connection") }),
  };
}

function readAuthority(file: string, source: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const mend = "Give the path of a PEM file with the certificate of the authority.";
    const why = `the certificate file ${file} cannot be read`;
    throw failure("BACKEND_CONNECTION_MALFORMED", { source, why, mend }, { cause });
  }
}
