import type { Target, Task } from "../../../lib/dag/index.js";
import { failure } from "../../../lib/errors/index.js";
import { defined, type Variables } from "../../../lib/types/index.js";
import type { Fields } from "../../field/index.js";
import type { SensorOptions } from "../../flyte/index.js";
import type { StepOptions } from "../../pipeline/index.js";
import type { Unit } from "../1-read/unit.js";
import type { Traced } from "../2-trace/scope.js";
import { OptionReader, resourcesOf } from "./options.js";
import type { Site } from "./site.js";
import { remoteParts, sensorParts, taskParts } from "./task-parts.js";

/** A unit that becomes a task: everything but a pipeline. */
export type Executed = Exclude<Unit, { kind: "pipeline" }>;

/** How a step changes the task behind it: another name, other variables. */
export interface Variant {
  readonly suffix: string;
  readonly inputs: Variables;
  readonly outputs: Variables;
}

/** Puts the task behind a step into the Dag, once, and gives its key. */
export function taskFor(
  step: Traced,
  unit: Executed,
  { site, variant }: { readonly site: Site; readonly variant?: Variant },
): string {
  const { code, tasks, report } = site.compilation;
  const name = `${nameOf(step, unit, site)}${variant?.suffix ?? ""}`;
  const known = code.get(name);
  const place = unit.place ?? step.place;
  if (known !== undefined) {
    if (known === unit.class) return name;
    report(failure("PIPELINE_NAME_TAKEN", { name, kind: "task" }, { path: unit.class.name, at: place.locate() }));
    return name;
  }
  if (!isRegistrable(name)) {
    report(failure("PIPELINE_NAME_REFUSED", { name }, { path: unit.class.name, at: place.locate() }));
  }
  const read = new OptionReader({ name: unit.class.name, path: unit.class.name, place, report });
  const inputs = variant?.inputs ?? variables(unit.inputs);
  const outputs = variant?.outputs ?? variables(unit.outputs);
  code.set(name, unit.class);
  tasks.set(name, { ref: { name }, ...partsOf(step, unit, read), interface: { inputs, outputs } });
  return name;
}

/** What runs a task at a step that may change what it asks for. */
export function taskTarget(task: string, { resources, image }: StepOptions): Extract<Target, { kind: "task" }> {
  const overrides = defined({ resources: resourcesOf(resources), image });
  return Object.keys(overrides).length === 0 ? { kind: "task", task } : { kind: "task", task, overrides };
}

/** Whether Flyte registers something under this name. */
export function isRegistrable(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/.test(name);
}

/** What fields are outside, in written order. */
export function variables(fields: Fields): Variables {
  return Object.fromEntries(
    fields.list.map(({ name, type, description }) => [
      name,
      description === undefined ? { type } : { type, description },
    ]),
  );
}

// A sensor is told at its step what to wait for, and a step may change a cache rule: each of these is its own task.
function nameOf(step: Traced, unit: Executed, { workflow }: Site): string {
  if (unit.kind === "sensor") return `flyte-sensor.${workflow}.${step.id}`;
  return step.options.cache === undefined ? unit.name : `${unit.name}.${workflow}.${step.id}`;
}

function partsOf(step: Traced, unit: Executed, read: OptionReader): Omit<Task, "ref" | "interface"> {
  // What a sensor's step is told beside the usual is for its task.
  if (unit.kind === "sensor") return sensorParts(step.options as SensorOptions, read);
  if (unit.kind === "remote") return remoteParts(unit.record, read);
  return taskParts(unit.record, { override: step.options.cache, fields: unit.inputs, read });
}
