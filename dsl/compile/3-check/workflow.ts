import { type FailurePolicy, order, type Workflow } from "../../../lib/dag/index.js";
import { FlytepathError, failure } from "../../../lib/errors/index.js";
import { defined, describeType } from "../../../lib/types/index.js";
import type { Unit } from "../1-read/unit.js";
import { propertyOf, sourceOf, wholeOf } from "../2-trace/ref.js";
import type { Trace } from "../2-trace/trace.js";
import { bind } from "./bind.js";
import { failureNodeOf } from "./failure-node.js";
import { nodeOf } from "./node.js";
import { OptionReader } from "./options.js";
import type { Compilation, Site } from "./site.js";
import { isRegistrable, variables } from "./task.js";

type PipelineUnit = Extract<Unit, { kind: "pipeline" }>;

/** Checks what `compose` did and makes the workflow of it; problems are reported, and what remains of it is given. */
export function workflowOf(unit: PipelineUnit, trace: Trace, compilation: Compilation): Workflow {
  const { record } = unit;
  const { scope } = trace;
  const site: Site = { scope, waits: new Set(), workflow: record.name, pipeline: unit.class.name, compilation };
  if (!isRegistrable(record.name)) {
    const more = { path: unit.class.name, at: record.place.locate() };
    compilation.report(failure("PIPELINE_NAME_REFUSED", { name: record.name }, more));
  }
  const nodes = scope.steps.map((step) => nodeOf(step, site)).filter((node) => node !== undefined);
  const outputs = trace.complete ? bindOutputs(unit, trace.result, site) : {};
  const { description, interruptible } = record.options;
  const owner = { name: unit.class.name, path: unit.class.name, place: record.place, report: compilation.report };
  const onFailure = new OptionReader(owner).word("onFailure", record.options.onFailure, policies);
  const workflow: Workflow = {
    ref: { name: record.name },
    interface: { inputs: variables(unit.inputs), outputs: variables(unit.outputs) },
    nodes,
    outputs,
    onFailure: onFailure ?? "fail_immediately",
    // Flyte knows no difference between a workflow that says no and one that says nothing.
    ...defined({ description, interruptible: interruptible || undefined, failureNode: failureNodeOf(unit, site) }),
  };
  checkLoops(workflow, site);
  return workflow;
}

const policies: readonly FailurePolicy[] = ["fail_immediately", "fail_after_executable_nodes_complete"];

function bindOutputs(unit: PipelineUnit, result: unknown, site: Site): Workflow["outputs"] {
  const { pipeline, compilation } = site;
  const returned = typeof result === "object" && result !== null ? (result as Record<string, unknown>) : {};
  const place = unit.record.place;
  const outputs: Record<string, Workflow["outputs"][string]> = {};
  const given = new Set(Object.keys(returned));
  for (const field of unit.outputs.list) {
    const { property } = field;
    const spot = { path: `${pipeline}.outputs.${property}`, label: `the output ${property} of ${pipeline}`, place };
    const value = propertyOf(returned, property);
    if (value !== undefined) {
      const binding = bind(value, field, { site, spot });
      if (binding !== undefined) outputs[field.name] = binding;
    } else if (field.optional) {
      const binding = bind(field.initial, field, { site, spot });
      if (binding !== undefined) outputs[field.name] = binding;
    } else {
      const facts = { pipeline, output: property, expected: describeType(field.type) };
      compilation.report(failure("PIPELINE_OUTPUT_UNBOUND", facts, { path: spot.path, at: place.locate() }));
    }
  }
  // A step that is returned whole may give more than the pipeline does.
  if (wholeOf(result) !== undefined || sourceOf(result) !== undefined) return outputs;
  for (const output of given) {
    if (unit.outputs.byProperty.has(output)) continue;
    const facts = { pipeline, output, known: unit.outputs.list.map(({ property }) => property) };
    const more = { path: `${pipeline}.outputs.${output}`, at: place.locate() };
    compilation.report(failure("PIPELINE_OUTPUT_UNKNOWN", facts, more));
  }
  return outputs;
}

function checkLoops(workflow: Workflow, { scope, pipeline, compilation }: Site): void {
  try {
    order(workflow);
  } catch (error) {
    if (!FlytepathError.is(error) || error.code !== "DAG_CYCLE") throw error;
    const place = scope.steps.find(({ id }) => error.plainMessage.includes(` ${id} `))?.place;
    compilation.report(
      Object.assign(error, { path: pipeline, ...(place === undefined ? {} : { at: place.locate() }) }),
    );
  }
}
