export type { Listener } from "./listen.js";
export { memoryTransport } from "./memory-transport.js";
export { open } from "./open.js";
export type { Limits, Where } from "./where.js";
