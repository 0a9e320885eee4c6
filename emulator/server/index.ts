export type { Listener } from "./listen.js";
export { memoryTransport } from "./memory-transport.js";
export { objectPages } from "./objects.js";
export { open } from "./open.js";
