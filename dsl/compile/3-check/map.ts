import { failure } from "../../../lib/errors/index.js";
import { defined, type FlowType, isAssignable, type Variables } from "../../../lib/types/index.js";
import type { ReadField } from "../../field/index.js";
import { sourceOf } from "../2-trace/ref.js";
import type { Action, Traced } from "../2-trace/scope.js";
import { bind } from "./bind.js";
import { bindInputs } from "./inputs.js";
import type { Made } from "./node.js";
import type { OptionReader } from "./options.js";
import type { Site } from "./site.js";
import { type Executed, taskFor, taskTarget, variables } from "./task.js";

type Mapping = Extract<Action, { kind: "map" }>;

/** The array node of a mapped step. Its task has lists where the class has single values, as Flyte wants it. */
export function mapOf(
  step: Traced,
  { unit, inputs, options }: Mapping,
  { site, read }: { readonly site: Site; readonly read: OptionReader },
): Made | undefined {
  const more = { path: `${site.pipeline}.${step.id}`, at: step.place.locate() };
  if (unit.kind === "pipeline") {
    const facts = { node: step.id, feature: `a map over the pipeline ${unit.class.name}`, target: "Flyte" };
    site.compilation.report(failure("NODE_UNSUPPORTED", facts, more));
    return undefined;
  }
  const cut = new Set<string>();
  const bindings = bindInputs(step, {
    unit,
    inputs,
    site,
    bindOne: (value, field, at) => {
      if (!isCut(value, field)) return bind(value, field, at);
      cut.add(field.name);
      return bind(value, listOf(field), at);
    },
  });
  if (cut.size === 0) site.compilation.report(failure("STEP_MAP_UNCUT", { step: step.id }, more));
  const bound = Object.keys(bindings).filter((name) => !cut.has(name));
  const task = taskFor(step, unit, { site, variant: variantOf(step, unit, cut) });
  const rules = defined({
    parallelism: read.whole("concurrency", options.concurrency, 1),
    minSuccesses: read.whole("minSuccesses", options.minSuccesses, 0),
    minSuccessRatio: read.ratio("minSuccessRatio", options.minSuccessRatio),
  });
  const retries = read.whole("retries", step.options.retries, 0);
  const node = {
    id: step.id,
    target: taskTarget(task, step.options),
    inputs: bindings,
    after: [],
    ...defined({ retries, backoff: read.backoff(step.options.backoff) }),
  } as const;
  return { target: { kind: "array", node, boundInputs: bound, ...rules }, inputs: bindings };
}

function variantOf(step: Traced, unit: Executed, cut: ReadonlySet<string>) {
  const inputs = Object.entries(variables(unit.inputs)).map(([name, variable]) => [
    name,
    cut.has(name) ? { ...variable, type: { kind: "list", element: variable.type } as const } : variable,
  ]);
  const outputs: Variables = Object.fromEntries([...step.outputs.values()].map(({ name, type }) => [name, { type }]));
  const [first] = step.outputs.values();
  const some = first?.type.kind === "list" && first.type.element.kind === "union" ? ".some" : "";
  const suffix = `.map.${[...cut].join(".")}${some}`;
  return { suffix, inputs: Object.fromEntries(inputs) as Variables, outputs };
}

// A list is cut where the class takes one value of what the list holds.
function isCut(value: unknown, { type }: ReadField): boolean {
  const source = sourceOf(value);
  if (source === "broken") return true;
  if (source !== undefined) return isListOf(source.type, type) && !isAssignable(source.type, type);
  if (!Array.isArray(value)) return false;
  return (
    type.kind !== "list" || (value.length > 0 && value.every((item) => Array.isArray(item) || isListRef(item, type)))
  );
}

function isListRef(item: unknown, type: FlowType): boolean {
  const source = sourceOf(item);
  return source !== undefined && source !== "broken" && isAssignable(source.type, type);
}

function isListOf(list: FlowType, type: FlowType): boolean {
  return list.kind === "list" && isAssignable(list.element, type);
}

function listOf({ shape, type }: ReadField): Pick<ReadField, "shape" | "type"> {
  return { shape: { kind: "list", element: shape }, type: { kind: "list", element: type } };
}
