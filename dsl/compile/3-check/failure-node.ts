import type { Node } from "../../../lib/dag/index.js";
import { failure } from "../../../lib/errors/index.js";
import { readUnit, type Unit } from "../1-read/unit.js";
import { refOf } from "../2-trace/ref.js";
import type { Traced } from "../2-trace/scope.js";
import { bindInputs } from "./inputs.js";
import type { Site } from "./site.js";
import { taskFor } from "./task.js";

/** The node that runs once after a failure: its inputs are those of the pipeline by name; `err` is the failure itself. */
export function failureNodeOf(unit: Extract<Unit, { kind: "pipeline" }>, site: Site): Node | undefined {
  const target = unit.record.options.failureHandler;
  if (target === undefined) return undefined;
  const handler = readUnit(target);
  const { report } = site.compilation;
  const { place } = unit.record;
  if (handler === undefined) {
    report(failure("STEP_CLASS_UNKNOWN", { given: target.name }, { path: unit.class.name, at: place.locate() }));
    return undefined;
  }
  const whole = { scope: site.scope, given: unit.inputs.byProperty, label: "inputs", report };
  const inputs: Record<string, unknown> = {};
  for (const { property, name } of handler.inputs.list) {
    const same = unit.inputs.byName.get(name);
    if (same !== undefined) inputs[property] = refOf(whole, same.property, same);
  }
  const step: Traced = {
    id: "on-failure",
    place,
    scope: site.scope,
    index: site.scope.steps.length,
    options: {},
    action: { kind: "run", unit: handler, inputs },
    outputs: new Map(),
  };
  const bindings = bindInputs(step, { unit: handler, inputs, site });
  if (handler.kind === "pipeline") {
    const workflow = site.compilation.workflow(handler.class, place);
    return workflow === undefined
      ? undefined
      : { id: step.id, target: { kind: "workflow", workflow }, inputs: bindings, after: [] };
  }
  return { id: step.id, target: { kind: "task", task: taskFor(step, handler, { site }) }, inputs: bindings, after: [] };
}
