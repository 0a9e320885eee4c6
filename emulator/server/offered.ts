import type { ConnectRouter } from "@connectrpc/connect";

/** Full names of the services that are put on a router. */
export function offeredBy(routes: (router: ConnectRouter) => void): ReadonlySet<string> {
  const names = new Set<string>();
  const router: ConnectRouter = {
    handlers: [],
    service({ typeName }) {
      names.add(typeName);
      return router;
    },
    rpc({ parent }) {
      names.add(parent.typeName);
      return router;
    },
  };
  routes(router);
  return names;
}
