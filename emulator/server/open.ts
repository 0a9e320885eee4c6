import type { Listener, ListenOptions } from "./listen.js";

/** Opens a port as {@link Listener} says; loads what speaks to sockets only then. Fails as `listen` does. */
export async function open(options: ListenOptions): Promise<Listener> {
  const { listen } = await import("./listen.js");
  return await listen(options);
}
