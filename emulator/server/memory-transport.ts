import { type ConnectRouter, createConnectRouter, type Transport } from "@connectrpc/connect";
import { createUniversalHandlerClient } from "@connectrpc/connect/protocol";
import { createTransport } from "@connectrpc/connect/protocol-grpc";
import { tellErrors } from "./tell-errors.js";

/**
 * A transport that reaches the services in this process with real gRPC framing: messages are bytes, statuses are
 * trailers, and there is no socket.
 */
export function memoryTransport(routes: (router: ConnectRouter) => void): Transport {
  return memoryTransports(routes)("https://in-memory");
}

/** The same, for services that are told by which address they are reached; requests up to so many bytes. */
export function memoryTransports(
  routes: (router: ConnectRouter) => void,
  most = 0xffffffff,
): (origin: string) => Transport {
  const options = { connect: false, grpcWeb: false, interceptors: [tellErrors], readMaxBytes: most };
  const router = createConnectRouter(options);
  routes(router);
  const httpClient = createUniversalHandlerClient(router.handlers);
  return (baseUrl) =>
    createTransport({
      httpClient,
      baseUrl,
      useBinaryFormat: true,
      interceptors: [],
      acceptCompression: [],
      sendCompression: null,
      compressMinBytes: Number.MAX_SAFE_INTEGER,
      readMaxBytes: 0xffffffff,
      writeMaxBytes: 0xffffffff,
    });
}
