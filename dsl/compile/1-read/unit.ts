import type { FlytepathError, CallSite } from "../../../lib/errors/index.js";
import { type AnyClass, type Class, defaultsOf, type Fields, inspect } from "../../field/index.js";
import { type FlyteStepRecord, flyteStepOf, SensorInputs, sensorOf } from "../../flyte/index.js";
import { type PipelineRecord, pipelineOf } from "../../pipeline/index.js";
import { type TaskRecord, taskOf } from "../../task/index.js";

/** A class that can be a step, read: what it is, and the fields of what it takes and gives. */
export type Unit = {
  readonly class: AnyClass;
  readonly name: string;
  readonly inputs: Fields;
  readonly outputs: Fields;
  readonly inputsClass: Class;
  readonly place?: CallSite;
} & (
  | { readonly kind: "task"; readonly record: TaskRecord }
  | { readonly kind: "remote"; readonly record: FlyteStepRecord }
  | { readonly kind: "sensor" }
  | { readonly kind: "pipeline"; readonly record: PipelineRecord }
);

// Asking the metadata of a class takes longer than tracing a step of it.
const known = new WeakMap<AnyClass, Unit>();

/** Reads what the decorators recorded on a class; absent for a class that has none. */
export function readUnit(target: AnyClass): Unit | undefined {
  const unit = known.get(target) ?? readRecords(target);
  if (unit !== undefined) known.set(target, unit);
  return unit;
}

function readRecords(target: AnyClass): Unit | undefined {
  const task = taskOf(target);
  if (task !== undefined) return { kind: "task", record: task, class: target, ...partsOf(task) };
  const remote = flyteStepOf(target);
  if (remote !== undefined) return { kind: "remote", record: remote, class: target, ...partsOf(remote) };
  const pipeline = pipelineOf(target);
  if (pipeline !== undefined) return { kind: "pipeline", record: pipeline, class: target, ...partsOf(pipeline) };
  const sensor = sensorOf(target);
  if (sensor === undefined) return undefined;
  return { kind: "sensor", class: target, ...partsOf({ name: "flyte-sensor", inputs: SensorInputs, ...sensor }) };
}

/** What is wrong with the classes of a unit's inputs and outputs. */
export function problemsOf(unit: Unit): readonly FlytepathError[] {
  return [...unit.inputs.problems, ...defaultsOf(unit.inputsClass).problems, ...unit.outputs.problems];
}

function partsOf(record: {
  readonly name: string;
  readonly inputs: Class;
  readonly outputs: Class;
  readonly place?: CallSite;
}): Pick<Unit, "name" | "inputs" | "outputs" | "inputsClass" | "place"> {
  const { name, inputs, outputs, place } = record;
  return {
    name,
    inputs: inspect(inputs),
    outputs: inspect(outputs),
    inputsClass: inputs,
    ...(place === undefined ? {} : { place }),
  };
}
