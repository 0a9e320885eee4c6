export type { Backend, Scope } from "./backend.js";
export { proxyBlobs } from "./blobs/proxy-blobs.js";
export type { Clock } from "./call/clock.js";
export type { Auth, Connection } from "./connection/connection.js";
export { flyte } from "./flyte.js";
