export { encodeClosure } from "./closure.js";
export { decodeDynamic } from "./dynamic.js";
export { decodeClosure, decodeDag, decodeSubmitted } from "./decode-dag.js";
export {
  decodeError,
  decodeErrorDocument,
  encodeError,
  encodeErrorDocument,
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
} from "./interface.js";
export { decodeLaunchPlan, encodeLaunchPlan } from "./launch-plan.js";
export { decodeLiteral, decodeLiterals, encodeLiteral, encodeLiterals } from "./literal.js";
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
export { decodeRef, encodeRef, type Place } from "./ref.js";
export { encodeCompiled, encodeDag } from "./registration.js";
export { dagOfTask, singleTaskWorkflow } from "./single-task.js";
export type { EncodeOptions } from "./target-flyte.js";
export { decodeTask, decodeTaskSpec, encodeTaskSpec } from "./task.js";
export { fromDuration, fromTimestamp, fromTimestampMs, toDuration, toTimestamp, toTimestampMs } from "./time.js";
export { decodeType, encodeType } from "./type.js";
export { decodeWorkflow, encodeWorkflow } from "./workflow.js";
