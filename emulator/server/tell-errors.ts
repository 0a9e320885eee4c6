import { Code, ConnectError, type ConnectRouter, type Interceptor } from "@connectrpc/connect";
import { FlytepathError } from "../../lib/errors/index.js";

type Routes = (router: ConnectRouter) => void;

const longest = 32_000;
const noRoom = new Set(["ENOSPC", "EDQUOT"]);

/**
 * Answers with the text of what went wrong where a service throws something else than a status: clients take UNKNOWN for a
 * question of credentials, and a text that hides the cause helps nobody on a developer's machine. The code is INTERNAL, or
 * RESOURCE_EXHAUSTED where a disk is full.
 */
export const tellErrors: Interceptor = (next) => async (request) => {
  try {
    return await next(request);
  } catch (error) {
    throw told(error);
  }
};

/** The same routes, every service of which tells its errors: what a service says of interceptors replaces a router's. */
export function telling(routes: Routes): Routes {
  return (router) => {
    const withTelling: ConnectRouter = {
      handlers: router.handlers,
      service(service, implementation, options = {}) {
        router.service(service, implementation, { ...options, interceptors: around(options.interceptors) });
        return withTelling;
      },
      rpc(method, implementation, options = {}) {
        router.rpc(method, implementation, { ...options, interceptors: around(options.interceptors) });
        return withTelling;
      },
    };
    routes(withTelling);
  };
}

/** Whether something failed for want of room on a disk. */
export function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && (error.code === "STATE_DISK_FULL" || noRoom.has(String(error.code)))) return true;
  return isFull(error.cause);
}

function around(interceptors: readonly Interceptor[] = []): Interceptor[] {
  return [tellErrors, ...interceptors];
}

function told(error: unknown): ConnectError {
  if (error instanceof ConnectError) return error;
  const text = FlytepathError.is(error) || error instanceof Error ? error.message : String(error);
  return new ConnectError(text.slice(0, longest), isFull(error) ? Code.ResourceExhausted : Code.Internal);
}
