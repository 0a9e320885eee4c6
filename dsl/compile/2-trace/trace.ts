import { FlytepathError, failure, placeOfError } from "../../../lib/errors/index.js";
import type { AnyPipelineClass, Flow } from "../../pipeline/index.js";
import type { Unit } from "../1-read/unit.js";
import { createFlow } from "./flow.js";
import { createWhole } from "./ref.js";
import type { Scope } from "./scope.js";

/** What `compose` did: its steps, and what it returned. */
export interface Trace {
  readonly scope: Scope;
  readonly result: unknown;
  /** Whether `compose` came to its end. */
  readonly complete: boolean;
}

/** Hears what happens meanwhile. */
export interface Listener {
  readonly report: (problem: FlytepathError) => void;
  /** Told of each class that is used, before it is. */
  readonly read: (unit: Unit) => void;
}

/** Runs `compose` once and records its steps. Problems go to `report`, what it throws among them. */
export function trace(unit: Extract<Unit, { kind: "pipeline" }>, { report, read }: Listener): Trace {
  const scope: Scope = { steps: [], names: new Map() };
  const pipeline = unit.class.name;
  const inputs = createWhole({ scope, given: unit.inputs.byProperty, label: "inputs", report });
  const flow = createFlow(scope, { pipeline, report, read });
  try {
    // The decorator saw to it that `compose` takes refs of its inputs and a flow.
    const composer = new (unit.class as AnyPipelineClass)() as { compose(inputs: object, flow: Flow): unknown };
    const result = composer.compose(inputs, flow);
    if (!(result instanceof Promise)) return { scope, result, complete: true };
    result.catch(() => {});
    report(
      failure(
        "PIPELINE_COMPOSE_ASYNC",
        { what: `compose of ${pipeline}` },
        { path: pipeline, at: unit.record.place.locate() },
      ),
    );
  } catch (error) {
    report(asProblem(error, pipeline));
  }
  return { scope, result: undefined, complete: false };
}

function asProblem(error: unknown, pipeline: string): FlytepathError {
  if (FlytepathError.is(error)) return error;
  const why = error instanceof Error ? error.message : String(error);
  return failure(
    "PIPELINE_COMPOSE_FAILED",
    { pipeline, why },
    { path: pipeline, at: placeOfError(error), cause: error },
  );
}
