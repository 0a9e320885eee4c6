import { type ConnectRouter, createConnectRouter, type Transport } from "@connectrpc/connect";
import { createUniversalHandlerClient } from "@connectrpc/connect/protocol";
import { createTransport } from "@connectrpc/connect/protocol-grpc";
import { tellErrors } from "./tell-errors.js";

/**
 * A transport that reaches the services in this process with real gRPC framing: messages are bytes, statuses are
 * trailers, and there is no socket.
 */
export function memoryTransport(routes: (router: ConnectRouter) => void): Transport {
  const router = createConnectRouter({ connect: false, grpcWeb: false, interceptors: [tellErrors] });
  routes(router);
  return createTransport({
    httpClient: createUniversalHandlerClient(router.handlers),
    baseUrl: "https://in-memory",
    useBinaryFormat: true,
    interceptors: [],
    acceptCompression: [],
    sendCompression: null,
    compressMinBytes: Number.MAX_SAFE_INTEGER,
    readMaxBytes: 0xffffffff,
    writeMaxBytes: 0xffffffff,
  });
}
