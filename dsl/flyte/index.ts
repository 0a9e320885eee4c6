export { fieldsOfStep } from "./fields-of-step.js";
export { FlyteExecution } from "./flyte-execution.js";
export { FlyteSensor, SensorInputs, type SensorOptions, sensorOf, sensorSettings } from "./flyte-sensor.js";
export { FlyteStep, type FlyteStepOptions, type FlyteStepRecord, flyteStepOf } from "./flyte-step.js";
export { Remote } from "./remote.js";
export type { FlyteSensorSettings, FlyteStepSettings } from "./settings.js";
export type { StandIn, StandInCall } from "./stand-in.js";
