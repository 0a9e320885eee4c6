import { type ConnectRouter, createConnectRouter } from "@connectrpc/connect";

/** Full names of the services that are put on a router. */
export function offeredBy(routes: (router: ConnectRouter) => void): ReadonlySet<string> {
  const router = createConnectRouter();
  routes(router);
  return new Set(router.handlers.map(({ service }) => service.typeName));
}
