export type { Backend, Scope } from "./backend.js";
export { proxyBlobs } from "./blobs/proxy-blobs.js";
export { type Timer, machineTimer } from "./call/timer.js";
export type { Auth, Connection } from "./connection/connection.js";
export type { EntityKind, PinnedRef } from "./entity/entity.js";
export type { RemoteInterface } from "./entity/interface-of.js";
export type { RegisterOptions } from "./entity/register.js";
export { type ExecutionId, linkOf } from "./execution/execution.js";
export type { Launch } from "./execution/launch.js";
export type { LaunchSettings, Notification } from "./execution/launch-settings.js";
export type { RemoteOutcome, RemotePhase, Watch } from "./execution/watch.js";
export { flyte } from "./flyte.js";
export {
  failureOf,
  inputsOf,
  interfaceOf,
  launch,
  launchedAs,
  outputsOf,
  recover,
  register,
  terminate,
  unavailable,
  watch,
} from "./remote.js";
