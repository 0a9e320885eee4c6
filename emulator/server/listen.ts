import { createServer as createHttp, type Server as HttpServer } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { failure } from "../../lib/errors/index.js";
import { fallback, type Page } from "./fallback.js";
import { tellErrors } from "./tell-errors.js";

/** What listens, and what it answers. */
export interface ListenOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  readonly routes: (router: ConnectRouter) => void;
  /** Plain HTTP requests that are no RPC. */
  readonly page: Page;
}

/** An open port. */
export interface Listener {
  /** `http://127.0.0.1:30080`: the address of gRPC and of plain HTTP alike. */
  readonly url: string;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

const preface = "PRI ";

/**
 * Opens one port that speaks gRPC over cleartext HTTP/2, gRPC-web and Connect over either version, and plain HTTP/1.1:
 * the first bytes of a connection tell which. Fails with `EMULATOR_PORT_TAKEN`.
 */
export async function listen({ port, host = "127.0.0.1", routes, page }: ListenOptions): Promise<Listener> {
  const answer = connectNodeAdapter({ routes, fallback: fallback(page), interceptors: [tellErrors] });
  const http = createHttp(answer);
  const http2 = createHttp2(answer);
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    // A client that goes away is its own affair.
    socket.on("error", () => socket.destroy());
    socket.once("readable", () => hand(socket, http, http2));
  });
  const bound = await bind(server, port, host);
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function hand(socket: Socket, http: HttpServer, http2: ReturnType<typeof createHttp2>): void {
  const first: Buffer | null = socket.read();
  if (first === null) return;
  socket.unshift(first);
  const isHttp2 = preface.startsWith(first.toString("latin1", 0, preface.length));
  (isHttp2 ? http2 : http).emit("connection", socket);
}

function bind(server: ReturnType<typeof createServer>, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(cause.code === "EADDRINUSE" ? failure("EMULATOR_PORT_TAKEN", { port, host }, { cause }) : cause);
    });
    // Bound to a TCP port, the address is never a path.
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
