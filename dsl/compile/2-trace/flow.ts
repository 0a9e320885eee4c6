import { type FlytepathError, failure, type Place, placeOf } from "../../../lib/errors/index.js";
import { type AnyClass, isOptional, readShape, type Shape, typeOfShape } from "../../field/index.js";
import type { Flow, Question, Refusal, StepOptions, WaitOptions } from "../../pipeline/index.js";
import { kebab } from "../../task/index.js";
import { readUnit, type Unit } from "../1-read/unit.js";
import type { Given } from "./given.js";
import { createBroken, createRef, createWhole, type Whole } from "./ref.js";
import { resultOf } from "./result.js";
import type { Action, MappedOptions, Scope, Traced, Way } from "./scope.js";

/** Takes what happens while `compose` runs. */
export interface Tracer {
  /** Name of the pipeline's class, for messages. */
  readonly pipeline: string;
  readonly report: (problem: FlytepathError) => void;
  /** Told of each class that is used, before it is. */
  readonly read: (unit: Unit) => void;
}

/** Makes the `flow` that `compose` is given: each call is recorded in the scope of that moment. */
export function createFlow(top: Scope, tracer: Tracer): Flow {
  let scope = top;

  function put(action: Action, outputs: Traced["outputs"], { id, place, options }: Named): Traced {
    const step: Traced = { id, place, scope, index: scope.steps.length, options, action, outputs };
    claim(step, tracer);
    scope.steps.push(step);
    return step;
  }

  function add(action: Action, outputs: Traced["outputs"], named: Named): object {
    return createWhole(wholeOfStep(put(action, outputs, named), tracer));
  }

  // Authors who write JavaScript may give anything.
  function readInputs(inputs: unknown, unit: Unit, { place }: Omit<Named, "id">): object {
    if (typeof inputs === "object" && inputs !== null && !Array.isArray(inputs)) return inputs;
    const facts = { owner: unit.class.name, option: "inputs", expected: "an object", given: inputs };
    tracer.report(failure("OPTION_REFUSED", facts, { path: tracer.pipeline, at: place.locate() }));
    return {};
  }

  function walk(names: Scope["names"], work: () => unknown): Way {
    const outer = scope;
    const inner: Scope = { steps: [], names, outer };
    scope = inner;
    try {
      return { scope: inner, result: work() };
    } finally {
      scope = outer;
    }
  }

  function step(target: AnyClass, inputs: object = {}, options: StepOptions = {}): object {
    const named = { place: placeOf(step), options };
    const unit = readUnit(target);
    if (unit === undefined) return unreadable(target, named, tracer);
    tracer.read(unit);
    return add({ kind: "run", unit, inputs: readInputs(inputs, unit, named) }, outputsOf(unit), {
      id: options.name ?? kebab(target.name),
      ...named,
    });
  }

  function map(target: AnyClass, inputs: object, options: MappedOptions = {}): object {
    const named = { place: placeOf(map), options };
    const unit = readUnit(target);
    if (unit === undefined) return unreadable(target, named, tracer);
    tracer.read(unit);
    const id = options.name ?? kebab(target.name);
    return add(
      { kind: "map", unit, inputs: readInputs(inputs, unit, named), options },
      listsOf(outputsOf(unit), isTolerant(options)),
      {
        id,
        ...named,
      },
    );
  }

  function when(
    condition: Question,
    then: () => unknown,
    otherwise?: (() => unknown) | Refusal,
    options: WaitOptions = {},
  ): object {
    const named = { id: options.name ?? "when", place: placeOf(when), options };
    const names: Scope["names"] = new Map();
    const first = walk(names, then);
    const second = typeof otherwise === "function" ? walk(names, otherwise) : otherwise;
    const action = {
      kind: "when",
      condition,
      then: first,
      ...(second === undefined ? {} : { otherwise: second }),
    } as const;
    return add(action, resultOf(first, second), named);
  }

  function approve(name: string, { show = {}, ...options }: WaitOptions & { readonly show?: object } = {}): object {
    const place = placeOf(approve);
    return add({ kind: "approve", show }, resultOf({ scope, result: show }, { scope, result: show }), {
      id: name,
      place,
      options,
    });
  }

  function signal(name: string, type: unknown, options: WaitOptions = {}): object {
    const place = placeOf(signal);
    const shape = readShape(type);
    const value: Given = { name: "o0", shape, type: typeOfShape(shape) };
    const step = put({ kind: "signal", value }, new Map([["value", value]]), { id: name, place, options });
    // The step is its value: a signal gives nothing else.
    return createRef({ ...value, scope, step, output: value.name, path: [], label: step.id, report: tracer.report });
  }

  function sleep(duration: string, options: WaitOptions = {}): object {
    const place = placeOf(sleep);
    return add({ kind: "sleep", duration }, new Map(), { id: options.name ?? "sleep", place, options });
  }

  // The types of the interface are stricter than what a trace needs.
  return { step, map, when, approve, signal, sleep } as unknown as Flow;
}

interface Named {
  readonly id: string;
  readonly place: Place;
  readonly options: StepOptions;
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

// Flyte gives these to nodes of its own.
const reserved = new Set(["start-node", "end-node", "efn"]);

function unreadable(target: AnyClass, { place }: Omit<Named, "id">, { pipeline, report }: Tracer): object {
  const facts = { given: typeof target === "function" ? target.name : String(target) };
  report(failure("STEP_CLASS_UNKNOWN", facts, { path: pipeline, at: place.locate() }));
  return createBroken();
}

function wholeOfStep(step: Traced, { report }: Tracer): Whole {
  return { scope: step.scope, step, given: step.outputs, label: step.id, report };
}

/** What a unit gives, by property. */
function outputsOf(unit: Unit): ReadonlyMap<string, Given> {
  return unit.outputs.byProperty;
}

function listsOf(outputs: ReadonlyMap<string, Given>, tolerant: boolean): ReadonlyMap<string, Given> {
  return new Map(
    [...outputs].map(([property, { name, shape }]) => {
      const element = tolerant ? orNone(shape) : shape;
      const list: Shape = { kind: "list", element };
      return [property, { name, shape: list, type: typeOfShape(list) }];
    }),
  );
}

function orNone(shape: Shape): Shape {
  if (isOptional(shape)) return shape;
  const variants = shape.kind === "union" ? shape.variants : [shape];
  return { kind: "union", variants: [...variants, none] };
}

const none: Shape = { kind: "leaf", type: { kind: "none" } };

function isTolerant(options: MappedOptions): boolean {
  return options.minSuccessRatio !== undefined || options.minSuccesses !== undefined;
}
