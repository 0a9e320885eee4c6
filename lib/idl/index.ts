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
export { fromDuration, fromTimestamp, fromTimestampMs, toDuration, toTimestamp, toTimestampMs } from "./time.js";
export { decodeType, encodeType } from "./type.js";
