export { encodeClosure, type Referenced } from "./closure.js";
export { type Decided, decodeDynamic } from "./dynamic.js";
export { decodeClosure, decodeDag, decodeSubmitted, type Parts, type SubmittedParts } from "./decode-dag.js";
export {
  decodeError,
  decodeErrorDocument,
  encodeError,
  encodeErrorDocument,
  type TaskFailure,
  type WireError,
} from "./execution-error.js";
export {
  decodeInterface,
  decodeParameter,
  decodeParameters,
  decodeVariable,
  decodeVariables,
  encodeInterface,
  encodeParameter,
  encodeParameters,
  encodeVariable,
  encodeVariables,
  type Parameter,
} from "./interface.js";
export { decodeLaunchPlan, encodeLaunchPlan, type Planned } from "./launch-plan.js";
export { decodeLiteral, decodeLiterals, encodeLiteral, encodeLiterals } from "./literal.js";
export type { Encoding } from "./node.js";
export {
  decodeCacheStatus,
  decodeNodePhase,
  decodeRunPhase,
  decodeTaskPhase,
  encodeCacheStatus,
  encodeNodePhase,
  encodeRunPhase,
  encodeTaskPhase,
} from "./phase.js";
export { decodeRef, type EntityKind, encodeRef, type Place } from "./ref.js";
export { encodeCompiled, encodeDag, type Registration } from "./registration.js";
export { decodeSchedule, encodeSchedule, type Timing } from "./schedule.js";
export { decodeSecurity, encodeSecurity } from "./security.js";
export { dagOfTask, singleTaskWorkflow } from "./single-task.js";
export type { EncodeOptions } from "./target-flyte.js";
export { decodeTask, decodeTaskSpec, encodeTask, encodeTaskSpec } from "./task.js";
export { fromDuration, fromTimestamp, fromTimestampMs, toDuration, toTimestamp, toTimestampMs } from "./time.js";
export { decodeType, encodeType } from "./type.js";
export { decodeWorkflow, encodeWorkflow } from "./workflow.js";
