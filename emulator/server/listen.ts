import { randomBytes } from "node:crypto";
import { createServer as createHttp, type Server as HttpServer } from "node:http";
import { createServer as createHttp2, type Http2Server } from "node:http2";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createServer as createTls, type TLSSocket } from "node:tls";
import type { ConnectRouter } from "@connectrpc/connect";
import { failure } from "../../lib/errors/index.js";
import type { Files } from "../services/index.js";
import { gate } from "./gate.js";
import { general } from "./general.js";
import { isLoopback } from "./host-names.js";
import { offeredBy } from "./offered.js";
import { pages } from "./pages.js";
import { reflectionRoutes } from "./reflection-routes.js";
import { type SignIn, signIn } from "./sign-in.js";
import { telling } from "./tell-errors.js";
import { memoryTransports } from "./memory-transport.js";
import { unary } from "./unary.js";
import { unaryMethods } from "./unary-methods.js";
import { readTls, type TlsFiles } from "./tls.js";
import type { Limits, Where } from "./where.js";

/** What listens, and what it answers. */
export interface ListenOptions extends Where {
  readonly routes: (router: ConnectRouter) => void;
  readonly files: Files;
}

/** An open port. */
export interface Listener {
  /** `http://127.0.0.1:30080`: the address of gRPC and of plain HTTP alike. */
  readonly url: string;
  /** What callers must send; absent where nothing is asked of them. */
  readonly token?: string;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

const preface = "PRI ";
const protocols = ["h2", "http/1.1"];

/**
 * Opens one port that speaks gRPC over HTTP/2, gRPC-web and Connect over either version, and plain HTTP/1.1: the first
 * bytes of a connection tell which, with TLS what was agreed on. Fails with `EMULATOR_PORT_TAKEN`,
 * `EMULATOR_HOST_UNKNOWN`, `EMULATOR_TLS_FILE_UNFIT` and `EMULATOR_TOKEN_UNFIT`.
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { port, host = "127.0.0.1", tls } = options;
  const token = tokenOf(options.token, host);
  const limits = { ...defaults, ...options.limits };
  const answer = handlerOf({ ...options, host, token }, limits);
  const http = createHttp(timesOf(limits), answer);
  // The clock that ends slow headers starts when a server listens; this one is handed its connections.
  http.emit("listening");
  const http2 = createHttp2(
    { settings: { maxConcurrentStreams: Math.max(limits.requests, 100) }, maxSessionMemory: 128 },
    answer,
  );
  const open = new Set<Socket>();
  const server = serverOf(tls, limits, (socket) => hand(socket, http, http2));
  server.maxConnections = limits.connections;
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    // A client that goes away is its own affair.
    socket.on("error", () => socket.destroy());
  });
  const bound = await bind(server, port, host);
  return {
    url: `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    ...(token !== undefined && { token }),
    close: () =>
      new Promise((resolve) => {
        http.close();
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

const defaults: Limits = {
  // What a Flyte that nobody configured takes.
  message: 4 * 1024 * 1024,
  upload: 512 * 1024 * 1024,
  requests: 1000,
  connections: 1000,
  patience: 20_000,
};

type Resolved = Omit<ListenOptions, "token"> & { readonly host: string; readonly token: string | undefined };

function handlerOf({ routes: own, files, host, token, origins = [], names = [] }: Resolved, limits: Limits) {
  const sign: SignIn | undefined = token === undefined ? undefined : signIn(token);
  const routes = (router: ConnectRouter) => {
    own(router);
    sign?.routes(router);
    reflectionRoutes(router);
  };
  const page = pages({
    files,
    offered: offeredBy(routes),
    transport: memoryTransports(routes, limits.message),
    limits,
    ...(sign && { tokens: sign.tokens }),
  });
  const answer = general({ routes: telling(routes), page, most: limits.message });
  return gate(unary(unaryMethods(routes), limits.message, answer), { host, names, origins, token, limits });
}

function timesOf({ patience }: Limits) {
  return {
    maxHeaderSize: 64 * 1024,
    headersTimeout: patience,
    connectionsCheckingInterval: Math.min(patience / 2, 5000),
    keepAliveTimeout: 75_000,
  };
}

function serverOf(tls: TlsFiles | undefined, { patience }: Limits, take: (socket: Socket) => void) {
  const peek = (socket: Socket) => {
    const tired = () => socket.destroy();
    socket.setTimeout(patience, tired);
    socket.once("readable", () => {
      socket.setTimeout(0).off("timeout", tired);
      take(socket);
    });
  };
  if (tls === undefined) return createServer(peek);
  const options = { ...readTls(tls), ALPNProtocols: protocols, handshakeTimeout: patience };
  const server = createTls(options, (socket: TLSSocket) => {
    socket.on("error", () => socket.destroy());
    peek(socket);
  });
  // A handshake that fails is the client's affair, too.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return server;
}

function hand(socket: Socket, http: HttpServer, http2: Http2Server): void {
  const first: Buffer | null = socket.read();
  if (first === null) return;
  socket.unshift(first);
  const isHttp2 = preface.startsWith(first.toString("latin1", 0, preface.length));
  (isHttp2 ? http2 : http).emit("connection", socket);
}

// Whoever others can reach asks for a token, if it has to make one up.
function tokenOf(token: string | undefined, host: string): string | undefined {
  if (token === undefined) return isLoopback(host) ? undefined : randomBytes(24).toString("base64url");
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw failure("EMULATOR_TOKEN_UNFIT", { why: "expected letters, digits and signs of ASCII, without a space" });
  }
  if (token.length < shortest) {
    throw failure("EMULATOR_TOKEN_UNFIT", { why: `expected at least ${shortest} characters, got ${token.length}` });
  }
  return token;
}

const shortest = 16;

function bind(server: ReturnType<typeof createServer>, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(failureOf(cause, port, host)));
    // Bound to a TCP port, the address is never a path.
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function failureOf(cause: NodeJS.ErrnoException, port: number, host: string): Error {
  if (cause.code === "EADDRINUSE") return failure("EMULATOR_PORT_TAKEN", { port, host }, { cause });
  if (["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN", "EINVAL"].includes(cause.code ?? "")) {
    return failure("EMULATOR_HOST_UNKNOWN", { host }, { cause });
  }
  return cause;
}
