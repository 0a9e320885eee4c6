import { type Listener, open as openPort, type Where } from "./server/index.js";

/** The open ports of one emulator. */
export interface Ports {
  /** Address of one that is open. */
  origin(): string | undefined;
  /** Opens another, which answers so. */
  open(where: Where, answers: Omit<Parameters<typeof openPort>[0], keyof Where>): Promise<Listener>;
  close(): Promise<void>;
}

/** No port yet. */
export function noPorts(): Ports {
  const open = new Set<Listener>();
  return {
    origin: () => [...open][0]?.url,
    async open(where, answers) {
      const listener = await openPort({ ...where, ...answers });
      open.add(listener);
      return {
        ...listener,
        close() {
          open.delete(listener);
          return listener.close();
        },
      };
    },
    async close() {
      await Promise.all([...open].map((listener) => listener.close()));
    },
  };
}
