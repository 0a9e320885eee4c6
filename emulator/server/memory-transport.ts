import { Code, ConnectError, type ConnectRouter, createConnectRouter, type Transport } from "@connectrpc/connect";
import { createUniversalHandlerClient } from "@connectrpc/connect/protocol";
import { createTransport } from "@connectrpc/connect/protocol-grpc";
import { tellErrors } from "./tell-errors.js";

/**
 * A transport that reaches the services in this process with real gRPC framing: messages are bytes, statuses are
 * trailers, and there is no socket.
 */
export function memoryTransport(routes: (router: ConnectRouter) => void): Transport {
  return offered(routes, memoryTransports(routes)("https://in-memory"));
}

// A service that is not offered answers as it does through a port.
function offered(routes: (router: ConnectRouter) => void, transport: Transport): Transport {
  const router = createConnectRouter();
  routes(router);
  const services = new Set(router.handlers.map(({ service }) => service.typeName));
  const check = (service: string) => {
    if (!services.has(service)) throw new ConnectError(`unknown service ${service}`, Code.Unimplemented);
  };
  return {
    async unary(method, ...rest) {
      check(method.parent.typeName);
      return await transport.unary(method, ...rest);
    },
    async stream(method, ...rest) {
      check(method.parent.typeName);
      return await transport.stream(method, ...rest);
    },
  };
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
