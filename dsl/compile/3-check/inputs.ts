import type { Binding, Bindings } from "../../../lib/dag/index.js";
import { failure } from "../../../lib/errors/index.js";
import { describeType } from "../../../lib/types/index.js";
import { brokenRules, defaultsOf, hasRules, literalOf, type ReadField } from "../../field/index.js";
import type { Unit } from "../1-read/unit.js";
import { propertyOf, sourceOf, wholeOf } from "../2-trace/ref.js";
import type { Traced } from "../2-trace/scope.js";
import { bind, holdsRef } from "./bind.js";
import type { At, Site } from "./site.js";

/** Inputs as a step was given them. */
export interface Filling {
  readonly unit: Unit;
  readonly inputs: object;
  readonly site: Site;
  /** Binds one value; default: as the field says. */
  readonly bindOne?: (value: unknown, field: ReadField, at: At) => Binding | undefined;
}

/** Bindings for every input of a step: what was given, and the defaults of the rest. */
export function bindInputs(step: Traced, { unit, inputs, site, bindOne = bind }: Filling): Bindings {
  const { report } = site.compilation;
  const { literals } = defaultsOf(unit.inputsClass);
  const bindings: Record<string, Binding> = {};
  for (const field of unit.inputs.list) {
    // Inputs are given by the names of the properties.
    const value = propertyOf(inputs, field.property);
    const at = atInput(step, field.property, site);
    const binding = value === undefined ? byDefault(literals[field.name]) : bindOne(value, field, at);
    if (binding !== undefined) bindings[field.name] = binding;
    else if (value === undefined && !field.optional) {
      const facts = { step: step.id, input: field.property, expected: describeType(field.type) };
      report(failure("STEP_INPUT_MISSING", facts, { path: at.spot.path, at: step.place.locate() }));
    }
  }
  checkRules(step, { unit, inputs, site });
  // What a step or an object gives may be more than another takes.
  if (wholeOf(inputs) !== undefined || sourceOf(inputs) !== undefined) return bindings;
  for (const input of Object.keys(inputs)) {
    if (unit.inputs.byProperty.has(input)) continue;
    const facts = { step: step.id, input, known: unit.inputs.list.map(({ property }) => property) };
    const { spot } = atInput(step, input, site);
    report(failure("STEP_INPUT_UNKNOWN", facts, { path: spot.path, at: step.place.locate() }));
  }
  return bindings;
}

// Constants are judged now; what other steps give is judged when it comes.
function checkRules(step: Traced, { unit, inputs, site }: Filling): void {
  if (!hasRules(unit.inputsClass) || wholeOf(inputs) !== undefined || sourceOf(inputs) !== undefined) return;
  const given = Object.entries(inputs).filter(([property, value]) => isConstant(unit, property, value));
  if (given.length === 0) return;
  const path = `${site.pipeline}.${step.id}.inputs`;
  const instance = Object.assign(new unit.inputsClass(), Object.fromEntries(given));
  for (const issue of brokenRules(unit.inputsClass, instance, path)) {
    if (!given.some(([property]) => isAt(issue.path, `${path}.${property}`))) continue;
    const more = { path: issue.path, at: step.place.locate(), issues: [issue] };
    site.compilation.report(failure("VALUE_RULE_BROKEN", { subject: path, issues: [issue] }, more));
  }
}

function isConstant(unit: Unit, property: string, value: unknown): boolean {
  const field = unit.inputs.byProperty.get(property);
  if (field === undefined || value === undefined || holdsRef(value)) return false;
  return fits(value, field);
}

function fits(value: unknown, field: ReadField): boolean {
  try {
    literalOf(value, field, "");
    return true;
  } catch {
    return false;
  }
}

function isAt(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}.`) || path.startsWith(`${root}[`);
}

function byDefault(literal: (Binding & { kind: "literal" })["literal"] | undefined): Binding | undefined {
  return literal === undefined ? undefined : { kind: "literal", literal };
}

function atInput(step: Traced, property: string, site: Site): At {
  const path = `${site.pipeline}.${step.id}.inputs.${property}`;
  return { site, spot: { path, label: `${step.id}.${property}`, place: step.place } };
}
