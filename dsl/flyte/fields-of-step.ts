import type { AnyClass, Class } from "../field/index.js";
import { taskOf } from "../task/index.js";
import { SensorInputs, sensorOf } from "./flyte-sensor.js";
import { flyteStepOf } from "./flyte-step.js";

/** The classes of what a task, a remote step or a sensor takes and gives; absent for any other class. */
export function fieldsOfStep(step: AnyClass): { readonly inputs: Class; readonly outputs: Class } | undefined {
  const sensor = sensorOf(step);
  return taskOf(step) ?? flyteStepOf(step) ?? (sensor && { inputs: SensorInputs, outputs: sensor.outputs });
}
