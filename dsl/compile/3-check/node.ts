import type { Bindings, Node, Target, TriggerRule } from "../../../lib/dag/index.js";
import { failure } from "../../../lib/errors/index.js";
import { defined } from "../../../lib/types/index.js";
import type { StepOptions } from "../../pipeline/index.js";
import { sourceOf, wholeOf } from "../2-trace/ref.js";
import type { Action, Scope, Traced } from "../2-trace/scope.js";
import { bind, unguarded } from "./bind.js";
import { branchOf } from "./branch.js";
import { bindInputs } from "./inputs.js";
import { mapOf } from "./map.js";
import { OptionReader } from "./options.js";
import type { Site } from "./site.js";
import { taskFor, taskTarget } from "./task.js";

/** What a step runs and what fills it. */
export interface Made {
  readonly target: Target;
  readonly inputs: Bindings;
}

/** The node of a step; `undefined` after a problem that leaves nothing to make one of. */
export function nodeOf(step: Traced, site: Site): Node | undefined {
  const waits = new Set<Traced>();
  site.waits = waits;
  const { report } = site.compilation;
  const read = new OptionReader({ name: step.id, path: `${site.pipeline}.${step.id}`, place: step.place, report });
  const made = makeOf(step, { site, read });
  if (made !== undefined) checkTrigger(step, made, site);
  for (const after of step.options.after ?? []) waitFor(after, step, site);
  if (made === undefined) return undefined;
  const after = [...waits].sort((one, other) => one.index - other.index).map(({ id }) => id);
  // Of a mapped step, the elements are what is tried again.
  const { retries, backoff, ...ofTheWhole } = step.options;
  const rules = rulesOf(made.target.kind === "array" ? ofTheWhole : step.options, read);
  return { id: step.id, target: made.target, inputs: made.inputs, after, ...rules };
}

type Rules = Pick<Node, "retries" | "backoff" | "timeout" | "interruptible" | "trigger" | "pool" | "priority">;

function rulesOf(options: StepOptions, read: OptionReader): Rules {
  const { interruptible, pool, priority } = options;
  const trigger = read.word("trigger", options.trigger, triggers);
  return defined({
    retries: read.whole("retries", options.retries, 0),
    backoff: read.backoff(options.backoff),
    timeout: read.duration("timeout", options.timeout),
    interruptible,
    trigger: trigger === "all_success" ? undefined : trigger,
    pool,
    priority,
  });
}

const triggers: readonly TriggerRule[] = [
  "all_success",
  "all_done",
  "all_failed",
  "one_success",
  "one_failed",
  "none_failed",
  "none_failed_min_one_success",
  "none_skipped",
  "always",
];

interface Making {
  readonly site: Site;
  readonly read: OptionReader;
}

function makeOf(step: Traced, { site, read }: Making): Made | undefined {
  const { action } = step;
  switch (action.kind) {
    case "run":
      return runOf(step, action, site);
    case "map":
      return mapOf(step, action, { site, read });
    case "when":
      return branchOf(step, action, site);
    case "approve":
      return { target: { kind: "approve", signal: step.id }, inputs: shown(step, action.show, site) };
    case "signal":
      return {
        target: { kind: "signal", signal: step.id, type: action.value.type, output: action.value.name },
        inputs: {},
      };
    case "sleep":
      return { target: { kind: "sleep", duration: read.duration("duration", action.duration) ?? "0s" }, inputs: {} };
  }
}

function runOf(step: Traced, { unit, inputs }: Extract<Action, { kind: "run" }>, site: Site): Made | undefined {
  const bindings = bindInputs(step, { unit, inputs, site });
  if (unit.kind === "pipeline") {
    const workflow = site.compilation.workflow(unit.class, step.place);
    return workflow === undefined ? undefined : { target: { kind: "workflow", workflow }, inputs: bindings };
  }
  const target = taskTarget(taskFor(step, unit, { site }), step.options);
  return { target, inputs: bindings };
}

function shown(step: Traced, show: object, site: Site): Bindings {
  const bindings: Record<string, Bindings[string]> = {};
  for (const [name, value] of Object.entries(show)) {
    const given = step.outputs.get(name);
    const spot = { path: `${site.pipeline}.${step.id}.show.${name}`, label: `${step.id}.${name}`, place: step.place };
    const binding = given === undefined ? undefined : bind(value, given, { site, spot });
    if (binding !== undefined) bindings[name] = binding;
  }
  return bindings;
}

function waitFor(after: unknown, step: Traced, site: Site): void {
  const found = typeof after === "string" ? byName(after, site) : stepOf(after);
  if (found !== undefined && waitInside(found, site)) return;
  const facts = { step: step.id, after: typeof after === "string" ? after : (found?.id ?? "something else") };
  const more = { path: `${site.pipeline}.${step.id}.after`, at: step.place.locate() };
  site.compilation.report(failure("STEP_AFTER_UNKNOWN", facts, more));
}

function stepOf(after: unknown): Traced | undefined {
  const source = sourceOf(after);
  if (source === undefined) return wholeOf(after)?.step;
  return source === "broken" ? undefined : source.step;
}

function byName(name: string, { scope }: Site): Traced | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.names.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

// Waiting for a step outside of a condition's way is waiting with the whole condition.
function waitInside(step: Traced, site: Site): boolean {
  for (let at: Site | undefined = site; at !== undefined; at = at.outer) {
    if (at.scope !== step.scope) continue;
    at.waits.add(step);
    return true;
  }
  return false;
}

// Only a step that waits for the success of all can be sure of every value; others may take none where there is none.
function checkTrigger(step: Traced, made: Made, site: Site): void {
  const { trigger = "all_success" } = step.options;
  if (trigger === "all_success" || site.waits.size === 0) return;
  const { action } = step;
  const fields = action.kind === "run" || action.kind === "map" ? action.unit.inputs.list : [];
  for (const { name, property, type } of fields) {
    const binding = made.inputs[name];
    const mayBeNone = type.kind === "union" && type.variants.some(({ kind }) => kind === "none");
    if (binding?.kind !== "promise" || binding.node === "" || mayBeNone) continue;
    const path = `${site.pipeline}.${step.id}.inputs.${property}`;
    const spot = { path, label: `${step.id}.${property}`, place: step.place };
    unguarded(`${binding.node}.${binding.output}`, `${step.id} starts with the trigger ${trigger}`, { site, spot });
  }
}
