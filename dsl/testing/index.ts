export type { StandIn, StandInCall } from "../flyte/index.js";
export { type FakeClock, fakeClock } from "./fake-clock.js";
export { type Fault, type FaultKind, faultKinds, type FaultOptions } from "./faults/fault.js";
export { withFaults } from "./faults/with-faults.js";
export { standIn } from "./stand-in.js";
