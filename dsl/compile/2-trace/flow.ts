import { failure, callSiteOf } from "../../../lib/errors/index.js";
import { type AnyClass, readShape, typeOfShape, unknownIn } from "../../field/index.js";
import type { Flow, Question, Refusal, StepOptions, WaitOptions } from "../../pipeline/index.js";
import { kebab } from "../../task/index.js";
import { readUnit, type Unit } from "../1-read/unit.js";
import type { Given } from "./given.js";
import { createRecorder, type Named, type Recorder, type Tracer } from "./recorder.js";
import { createBroken, createRef } from "./ref.js";
import { listsOf, resultOf } from "./result.js";
import type { MappedOptions, Scope, Way } from "./scope.js";

/** Makes the `flow` that `compose` is given: each call is recorded in the scope of that moment. */
export function createFlow(top: Scope, tracer: Tracer): Flow {
  const recorder = createRecorder(top, tracer);
  const calls = {
    step: stepOf(recorder),
    map: mapOf(recorder),
    when: whenOf(recorder),
    approve: approveOf(recorder),
    signal: signalOf(recorder),
    sleep: sleepOf(recorder),
  };
  // The types of the interface are stricter than what a trace needs.
  return calls as unknown as Flow;
}

function stepOf(recorder: Recorder) {
  return function step(target: AnyClass, inputs: object = {}, options: StepOptions = {}): object {
    const named = { id: options.name ?? kebab(target.name), place: callSiteOf(step), options };
    const unit = readStep(target, named, recorder);
    if (unit === undefined) return createBroken();
    const action = { kind: "run", unit, inputs: readInputs(inputs, unit, { named, recorder }) } as const;
    return recorder.add(action, unit.outputs.byProperty, named);
  };
}

function mapOf(recorder: Recorder) {
  return function map(target: AnyClass, inputs: object, options: MappedOptions = {}): object {
    const named = { id: options.name ?? kebab(target.name), place: callSiteOf(map), options };
    const unit = readStep(target, named, recorder);
    if (unit === undefined) return createBroken();
    const action = { kind: "map", unit, inputs: readInputs(inputs, unit, { named, recorder }), options } as const;
    const tolerant = options.minSuccessRatio !== undefined || options.minSuccesses !== undefined;
    return recorder.add(action, listsOf(unit.outputs.byProperty, tolerant), named);
  };
}

type Other = (() => unknown) | Refusal | undefined;

function whenOf(recorder: Recorder) {
  return function when(condition: Question, then: () => unknown, other?: Other, options: WaitOptions = {}): object {
    const named = { id: options.name ?? "when", place: callSiteOf(when), options };
    const shared = { names: new Map(), place: named.place };
    const first = recorder.walk(then, shared);
    const second: Way | Refusal | undefined = typeof other === "function" ? recorder.walk(other, shared) : other;
    const otherwise = second === undefined ? {} : { otherwise: second };
    return recorder.add({ kind: "when", condition, then: first, ...otherwise }, resultOf(first, second), named);
  };
}

interface ApproveOptions extends WaitOptions {
  readonly show?: object;
}

function approveOf(recorder: Recorder) {
  return function approve(id: string, { show = {}, ...options }: ApproveOptions = {}): object {
    const shown = { scope: recorder.scope, result: show };
    return recorder.add({ kind: "approve", show }, resultOf(shown, shown), { id, place: callSiteOf(approve), options });
  };
}

function signalOf(recorder: Recorder) {
  return function signal(id: string, type: unknown, options: WaitOptions = {}): object {
    const { scope, tracer } = recorder;
    const place = callSiteOf(signal);
    const shape = readShape(type);
    const unknown = unknownIn(shape);
    if (unknown !== undefined) {
      const facts = { class: tracer.pipeline, field: id, given: unknown.given };
      tracer.report(failure("FIELD_TYPE_UNKNOWN", facts, { path: `${tracer.pipeline}.${id}`, at: place.locate() }));
    }
    const value: Given = { name: "o0", shape, type: typeOfShape(shape) };
    const step = recorder.put({ kind: "signal", value }, new Map([["value", value]]), { id, place, options });
    // The step is its value: a signal gives nothing else.
    return createRef({ ...value, scope, step, output: value.name, path: [], label: step.id, report: tracer.report });
  };
}

function sleepOf(recorder: Recorder) {
  return function sleep(duration: string, options: WaitOptions = {}): object {
    const named = { id: options.name ?? "sleep", place: callSiteOf(sleep), options };
    return recorder.add({ kind: "sleep", duration }, new Map(), named);
  };
}

function readStep(target: AnyClass, { place }: Named, { tracer }: Recorder): Unit | undefined {
  const unit = typeof target === "function" ? readUnit(target) : undefined;
  if (unit !== undefined) tracer.read(unit);
  else {
    const facts = { given: typeof target === "function" ? target.name : String(target) };
    tracer.report(failure("STEP_CLASS_UNKNOWN", facts, { path: tracer.pipeline, at: place.locate() }));
  }
  return unit;
}

interface Reading {
  readonly named: Named;
  readonly recorder: Recorder;
}

// Authors who write JavaScript may give anything.
function readInputs(inputs: unknown, unit: Unit, { named, recorder: { tracer } }: Reading): object {
  if (typeof inputs === "object" && inputs !== null && !Array.isArray(inputs)) return inputs;
  const facts = { owner: unit.class.name, option: "inputs", expected: "an object", given: inputs };
  tracer.report(failure("OPTION_REFUSED", facts, { path: tracer.pipeline, at: named.place.locate() }));
  return {};
}
