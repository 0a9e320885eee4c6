import { type FlytepathError, failure, type CallSite } from "../../../lib/errors/index.js";
import type { StepOptions } from "../../pipeline/index.js";
import type { Unit } from "../1-read/unit.js";
import { createWhole } from "./ref.js";
import type { Action, Scope, Traced, Way } from "./scope.js";

/** Takes what happens while `compose` runs. */
export interface Tracer {
  /** Name of the pipeline's class, for messages. */
  readonly pipeline: string;
  readonly report: (problem: FlytepathError) => void;
  /** Told of each class that is used, before it is. */
  readonly read: (unit: Unit) => void;
}

/** What every step is recorded with. */
export interface Named {
  readonly id: string;
  readonly place: CallSite;
  readonly options: StepOptions;
}

/** Writes steps down in the scope of the moment. */
export interface Recorder {
  readonly tracer: Tracer;
  /** The scope of the moment. */
  readonly scope: Scope;
  put(action: Action, outputs: Traced["outputs"], named: Named): Traced;
  /** {@link put}, and what the author is given of it. */
  add(action: Action, outputs: Traced["outputs"], named: Named): object;
  /** Runs the function of one way of a condition; what it adds lies in a scope of its own. */
  walk(way: () => unknown, shared: { readonly names: Scope["names"]; readonly place: CallSite }): Way;
}

/** Opens a recorder on the scope of a whole pipeline. */
export function createRecorder(top: Scope, tracer: Tracer): Recorder {
  let scope = top;
  const recorder: Recorder = {
    tracer,
    get scope() {
      return scope;
    },
    put(action, outputs, { id, place, options }) {
      const step: Traced = { id, place, scope, index: scope.steps.length, options, action, outputs };
      claim(step, tracer);
      scope.steps.push(step);
      return step;
    },
    add(action, outputs, named) {
      const step = recorder.put(action, outputs, named);
      return createWhole({ scope: step.scope, step, given: step.outputs, label: step.id, report: tracer.report });
    },
    walk(way, { names, place }) {
      const inner: Scope = { steps: [], names, outer: scope };
      scope = inner;
      try {
        return { scope: inner, result: now(way(), place, tracer) };
      } finally {
        scope = inner.outer!;
      }
    },
  };
  return recorder;
}

function now(result: unknown, place: CallSite, { pipeline, report }: Tracer): unknown {
  if (!(result instanceof Promise)) return result;
  result.catch(() => {});
  report(
    failure("PIPELINE_COMPOSE_ASYNC", { what: "a way of this condition" }, { path: pipeline, at: place.locate() }),
  );
  return undefined;
}

function claim(step: Traced, { pipeline, report }: Tracer): void {
  const { id, place, scope } = step;
  const path = `${pipeline}.${id}`;
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(id) || reserved.has(id) || id.endsWith("-")) {
    report(failure("STEP_NAME_REFUSED", { name: id }, { path, at: place.locate() }));
  }
  const first = scope.names.get(id);
  if (first === undefined) scope.names.set(id, step);
  else {
    const line = first.place.locate()?.line;
    report(failure("STEP_NAME_TAKEN", { name: id, line }, { path, at: place.locate() }));
  }
}

// Nodes that are there without a step.
const reserved = new Set(["start-node", "end-node", "efn", "on-failure"]);
