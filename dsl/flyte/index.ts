export { fieldsOfStep } from "./fields-of-step.js";
export { FlyteExecution } from "./flyte-execution.js";
export {
  FlyteSensor,
  type SensorClass,
  SensorInputs,
  type SensorOptions,
  sensorOf,
  sensorSettings,
} from "./flyte-sensor.js";
export { type Executable, FlyteStep, type FlyteStepOptions, type FlyteStepRecord, flyteStepOf } from "./flyte-step.js";
export { Remote, type RemoteClass } from "./remote.js";
export type { FlyteSensorSettings, FlyteStepSettings } from "./settings.js";
export type { StandIn, StandInCall } from "./stand-in.js";
