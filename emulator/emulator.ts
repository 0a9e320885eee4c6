import { type Listener, listen, memoryTransport } from "./server/index.js";
import { routes } from "./services/index.js";
import { createStore } from "./state/index.js";
export function createEmulator() {
  const store = createStore({
    projects: ["flytesnacks", "flytetester", "flyteexamples"],
    domains: ["development", "staging", "production"],
    now: Date.now,
  });
  const services = routes({ store });
  return {
    backend: { transport: memoryTransport(services) },
    listen: ({ port, host }: { port: number; host?: string }): Promise<Listener> =>
      listen({ port, ...(host === undefined ? {} : { host }), routes: services, page: async () => false }),
  };
}
