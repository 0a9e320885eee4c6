import { type BlobStore, memoryBlobs } from "../lib/blobs/index.js";
import { type Listener, listen, memoryTransport, objectPages } from "./server/index.js";
import { routes, signedUrls } from "./services/index.js";
import { createStore, literalData } from "./state/index.js";

/** How an emulator is made. */
export interface EmulatorOptions {
  /** Default: in memory. */
  readonly blobs?: BlobStore;
  /** Default: `flytesnacks`, `flytetester` and `flyteexamples`. */
  readonly projects?: readonly string[];
  /** Default: `development`, `staging` and `production`. */
  readonly domains?: readonly string[];
}

export function createEmulator({
  blobs = memoryBlobs(),
  projects = ["flytesnacks", "flytetester", "flyteexamples"],
  domains = ["development", "staging", "production"],
}: EmulatorOptions = {}) {
  const root = blobs.join("", "data");
  const open = new Set<Listener>();
  const store = createStore({ projects, domains, now: Date.now, data: literalData(blobs, root) });
  const files = {
    blobs,
    root,
    urls: signedUrls(root),
    now: Date.now,
    origin: () => [...open][0]?.url ?? "http://in-memory",
  };
  const services = routes({ store, files, random: Math.random });
  return {
    backend: { transport: memoryTransport(services) },
    async listen({ port, host }: { readonly port: number; readonly host?: string }): Promise<Listener> {
      const where = host === undefined ? { port } : { port, host };
      const listener = await listen({ ...where, routes: services, page: objectPages(files) });
      open.add(listener);
      return listener;
    },
  };
}
