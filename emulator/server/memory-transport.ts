import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError, type ConnectRouter, createConnectRouter, type Transport } from "@connectrpc/connect";
import {
  createDeadlineSignal,
  createLinkedAbortController,
  createUniversalHandlerClient,
} from "@connectrpc/connect/protocol";
import { createTransport, findTrailerError, setTrailerStatus } from "@connectrpc/connect/protocol-grpc";
import type { Caller } from "./call.js";
import { telling } from "./tell-errors.js";
import { type Answer, pathOf, type UnaryMethod, unaryMethods } from "./unary-methods.js";

type Routes = (router: ConnectRouter) => void;

/**
 * A transport that reaches the services in this process: messages are bytes, refusals are what trailers can say, and there
 * is no socket.
 */
export function memoryTransport(routes: Routes): Transport {
  return memoryTransports(routes)("https://in-memory");
}

/** The same, for services that are told by which address they are reached; requests up to so many bytes. */
export function memoryTransports(routes: Routes, most = 0xffffffff): (origin: string) => Transport {
  const methods = unaryMethods(routes);
  const answerOf = (path: string): UnaryMethod => {
    const answer = methods.get(path);
    if (answer !== undefined) return answer;
    throw new ConnectError(`unknown service ${path.split("/")[1]}`, Code.Unimplemented);
  };
  return (origin) => ({
    async unary(method, signal, timeoutMs, header, message) {
      const path = pathOf(method);
      const answer = answerOf(path);
      const call = async (caller: Caller) => {
        const bytes = toBinary(method.input, create(method.input, message));
        const said = await answered(answer, bytes, { caller, most });
        const got = fromBinary(method.output, said.bytes);
        return {
          stream: false,
          service: method.parent,
          method,
          message: got,
          // Node loads its `fetch` with the first ones, which few calls look at.
          get header() {
            return said.header ?? new Headers();
          },
          get trailer() {
            return said.trailer ?? new Headers();
          },
        } as const;
      };
      const url = `${origin}${path}`;
      if (signal === undefined && timeoutMs === undefined) return await call(callerOf(url, header));
      return await within({ signal, timeoutMs }, (bounded) => call(callerOf(url, header, bounded)));
    },
    async stream(method, ...rest) {
      return await streams(routes, most)(origin).stream(method, ...rest);
    },
  });
}

interface Patience {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number | undefined;
}

async function within<Result>(
  { signal, timeoutMs }: Patience,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = createDeadlineSignal(timeoutMs);
  const bounded = createLinkedAbortController(signal, deadline.signal);
  try {
    return await Promise.race([work(bounded.signal), aborted(bounded.signal)]);
  } catch (error) {
    throw ConnectError.from(error, bounded.signal.aborted ? Code.Canceled : Code.Unknown);
  } finally {
    deadline.cleanup();
    bounded.abort();
  }
}

interface Bounds {
  readonly caller: Caller;
  readonly most: number;
}

async function answered(answer: UnaryMethod, bytes: Uint8Array, { caller, most }: Bounds): Promise<Answer> {
  // As a socket would, each call lets others have their turn: who polls in a loop must not starve what it waits for.
  await new Promise(setImmediate);
  if (bytes.length > most) {
    const message = `message size ${bytes.length} is larger than configured readMaxBytes ${most}`;
    throw new ConnectError(message, Code.ResourceExhausted);
  }
  try {
    return await answer(bytes, caller);
  } catch (error) {
    // Errors arrive as over the wire: what a trailer cannot say is lost.
    throw findTrailerError(setTrailerStatus(new Headers(), ConnectError.from(error, Code.Internal))) ?? error;
  }
}

function callerOf(url: string, header: ConstructorParameters<typeof Headers>[0], signal?: AbortSignal): Caller {
  return {
    url,
    get header() {
      return new Headers(header);
    },
    get signal() {
      return signal ?? new AbortController().signal;
    },
    timeoutMs: () => undefined,
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}

function streams(routes: Routes, most: number): (baseUrl: string) => Transport {
  const router = createConnectRouter({ readMaxBytes: most });
  telling(routes)(router);
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
