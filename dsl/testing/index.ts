export type { StandIn, StandInCall } from "../flyte/index.js";
export { type FakeClock, fakeClock } from "./fake-clock.js";
export { standIn } from "./stand-in.js";
