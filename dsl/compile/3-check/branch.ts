import type { Node, Target } from "../../../lib/dag/index.js";
import { failure } from "../../../lib/errors/index.js";
import { propertyOf } from "../2-trace/ref.js";
import { loneStep } from "../2-trace/result.js";
import type { Action, Traced, Way } from "../2-trace/scope.js";
import { bind } from "./bind.js";
import { ask } from "./condition.js";
import { type Made, nodeOf } from "./node.js";
import type { Capture, Site } from "./site.js";

type When = Extract<Action, { kind: "when" }>;
type Branch = Extract<Target, { kind: "branch" }>;

/** The branch node of a condition: each way is one node, or a workflow of its own where it has more to do. */
export function branchOf(step: Traced, { condition, then, otherwise }: When, site: Site): Made | undefined {
  const asked = ask(condition, step, site);
  const first = wayOf(then, { role: "then", step, site });
  const second = otherwiseOf(otherwise, { role: "otherwise", step, site });
  if (asked === undefined || first === undefined || second === undefined) return undefined;
  return {
    inputs: asked.inputs,
    target: {
      kind: "branch",
      cases: [{ when: asked.condition, then: first }],
      otherwise: second,
    },
  };
}

function otherwiseOf(otherwise: When["otherwise"], turning: Turning): Branch["otherwise"] {
  if (otherwise === undefined) return nothing;
  return "scope" in otherwise ? wayOf(otherwise, turning) : { error: otherwise.message };
}

// Flyte wants another way, and steps that come after a condition go on where it does not hold: a pause of no length.
const nothing: Node = { id: "otherwise", target: { kind: "sleep", duration: "0s" }, inputs: {}, after: [] };

interface Turning {
  readonly role: "then" | "otherwise";
  readonly step: Traced;
  readonly site: Site;
}

function wayOf(way: Way, turning: Turning): Node | undefined {
  const { role, step, site } = turning;
  if (way.scope.steps.length === 0) {
    const more = { path: `${site.pipeline}.${step.id}`, at: step.place.locate() };
    site.compilation.report(failure("STEP_BRANCH_EMPTY", { step: step.id, way: role }, more));
    return undefined;
  }
  const lone = loneStep(way);
  if (lone === undefined || !givesAll(lone, step)) return workflowOf(way, turning);
  const { workflow, pipeline, compilation } = site;
  return nodeOf(lone, { scope: way.scope, outer: site, waits: new Set(), workflow, pipeline, compilation });
}

// A single node can stand for the way only if its outputs have the names by which others know them.
function givesAll(lone: Traced, step: Traced): boolean {
  return [...step.outputs].every(([property, { name }]) => lone.outputs.get(property)?.name === name);
}

function workflowOf({ scope, result }: Way, { role, step, site }: Turning): Node {
  const captured = new Map<string, Capture>();
  const name = `${site.workflow}.${step.id}.${role}`;
  const inner: Site = { ...site, scope, outer: site, captured, waits: new Set(), workflow: name };
  const nodes = scope.steps.map((each) => nodeOf(each, inner)).filter((node) => node !== undefined);
  const outputs = [...step.outputs].flatMap(([property, given]) => {
    const spot = { path: `${site.pipeline}.${step.id}.${role}.${property}`, label: property, place: step.place };
    // What a way returns is read like the object it was written as.
    const binding = bind(propertyOf(Object(result), property), given, { site: inner, spot });
    return binding === undefined ? [] : [{ name: given.name, type: given.type, binding }];
  });
  const taken = [...captured.values()];
  site.compilation.workflows.set(name, {
    ref: { name },
    interface: {
      inputs: Object.fromEntries(taken.map(({ name: input, type }) => [input, { type }])),
      outputs: Object.fromEntries(outputs.map(({ name: output, type }) => [output, { type }])),
    },
    nodes,
    outputs: Object.fromEntries(outputs.map(({ name: output, binding }) => [output, binding])),
    onFailure: "fail_immediately",
  });
  const inputs = Object.fromEntries(taken.map(({ name: input, binding }) => [input, binding]));
  return { id: role, target: { kind: "workflow", workflow: name }, inputs, after: [] };
}
