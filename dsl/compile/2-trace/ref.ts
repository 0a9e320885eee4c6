import { failure, type FlytepathError, callSiteOf } from "../../../lib/errors/index.js";
import type { FlowType } from "../../../lib/types/index.js";
import { inspect, type Shape } from "../../field/index.js";
import type { Given } from "./given.js";
import type { Scope, Traced } from "./scope.js";

/** What a ref stands for: an output of a step, or an input of the pipeline, and the way inside its value. */
export interface Source {
  readonly scope: Scope;
  /** Absent for an input of the pipeline. */
  readonly step?: Traced;
  readonly output: string;
  readonly path: readonly (string | number)[];
  readonly type: FlowType;
  readonly shape: Shape;
  /** As the author writes it, for messages. */
  readonly label: string;
  readonly report: Report;
}

/** All of what a step gives, or of what the pipeline takes. */
export interface Whole {
  readonly scope: Scope;
  readonly step?: Traced;
  readonly given: ReadonlyMap<string, Given>;
  readonly label: string;
  readonly report: Report;
}

/** Keeps a problem for the end, so that the others are found as well. */
export type Report = (problem: FlytepathError) => void;

const sourceKey = Symbol("source");
const wholeKey = Symbol("whole");

// What our proxies answer; any other object has no such members. A WeakMap in their place would cost the collector dearly.
interface Marked {
  readonly [sourceKey]?: Source | "broken";
  readonly [wholeKey]?: Whole;
}

/** What a value stands for when it is a ref; `broken` after a problem that has been reported. */
export function sourceOf(value: unknown): Source | "broken" | undefined {
  return isObject(value) ? value[sourceKey] : undefined;
}

/** What a value stands for when it is a whole step, or the inputs of `compose`. */
export function wholeOf(value: unknown): Whole | undefined {
  return isObject(value) ? value[wholeKey] : undefined;
}

/** A property of an object that may be a step or a ref itself; nothing where it has none, without a word about it. */
export function propertyOf(holder: object, property: string): unknown {
  const whole = wholeOf(holder);
  if (whole !== undefined && !whole.given.has(property)) return undefined;
  const source = sourceOf(holder);
  if (source !== undefined && source !== "broken" && !namesIn(source.shape).includes(property)) return undefined;
  return (holder as Readonly<Record<string, unknown>>)[property];
}

/** Makes the object whose properties are refs. */
export function createWhole(whole: Whole): object {
  return new Proxy({ whole }, wholeHandler);
}

/** Makes a ref. */
export function createRef(source: Source): object {
  return new Proxy({ source }, refHandler);
}

/** A ref of one of the things that a whole gives. */
export function refOf(whole: Whole, property: string, { name, type, shape }: Given): object {
  const { scope, step, label, report } = whole;
  return createRef({
    scope,
    ...(step === undefined ? {} : { step }),
    output: name,
    path: [],
    type,
    shape,
    label: `${label}.${property}`,
    report,
  });
}

const wholeHandler: ProxyHandler<{ readonly whole: Whole }> = {
  get: getOfWhole,
  ownKeys: ({ whole }) => [...whole.given.keys()],
  getOwnPropertyDescriptor: ({ whole }, key) => {
    const given = typeof key === "string" ? whole.given.get(key) : undefined;
    if (given === undefined) return undefined;
    return { value: refOf(whole, String(key), given), enumerable: true, configurable: true };
  },
};

function getOfWhole({ whole }: { readonly whole: Whole }, key: string | symbol): unknown {
  if (key === wholeKey) return whole;
  const given = typeof key === "string" ? whole.given.get(key) : undefined;
  if (given !== undefined) return refOf(whole, String(key), given);
  if (typeof key === "symbol" || isForeign(key)) return onForeign(key, whole.label);
  const more = { path: `${whole.label}.${String(key)}`, at: callSiteOf(getOfWhole).locate() };
  whole.report(isOneWay(whole) ? mayNotCome(whole, key, more) : unknownOutput(whole, key, more));
  return createBroken();
}

type More = { readonly path: string; readonly at: ReturnType<ReturnType<typeof callSiteOf>["locate"]> };

function unknownOutput({ label, given }: Whole, key: string, more: More): FlytepathError {
  return failure("STEP_OUTPUT_UNKNOWN", { step: label, output: key, known: [...given.keys()] }, more);
}

function isOneWay({ step }: Whole): boolean {
  return step?.action.kind === "when" && step.action.otherwise === undefined;
}

function mayNotCome({ label }: Whole, key: string, more: More): FlytepathError {
  const why = `${label} has no other way`;
  return failure("STEP_OUTPUT_UNGUARDED", { from: `${label}.${key}`, to: "a step", why }, more);
}

const refHandler: ProxyHandler<{ readonly source: Source }> = {
  get: getOfRef,
  // An object can be spread into the inputs of a step.
  ownKeys: ({ source }) => fieldsOf(source.shape),
  getOwnPropertyDescriptor: ({ source }, key) =>
    fieldsOf(source.shape).includes(String(key))
      ? { value: walk(source, String(key)), enumerable: true, configurable: true }
      : undefined,
};

function getOfRef({ source }: { readonly source: Source }, key: string | symbol): unknown {
  if (key === sourceKey) return source;
  const inside = typeof key === "string" ? walk(source, key) : undefined;
  if (inside !== undefined) return inside;
  if (isForeign(key)) return onForeign(key, source.label);
  const facts = { step: source.label, output: String(key), known: namesIn(source.shape) };
  source.report(
    failure("STEP_OUTPUT_UNKNOWN", facts, {
      path: `${source.label}.${String(key)}`,
      at: callSiteOf(getOfRef).locate(),
    }),
  );
  return createBroken();
}

function walk(source: Source, key: string): unknown {
  const { shape, type } = source;
  if (shape.kind === "list" && key === "at" && type.kind === "list") {
    return (index: number) =>
      createRef({
        ...source,
        path: [...source.path, index],
        shape: shape.element,
        type: type.element,
        label: `${source.label}.at(${index})`,
      });
  }
  const step = { path: [...source.path, key], label: `${source.label}.${key}` };
  if (shape.kind === "map" && type.kind === "map" && !isForeign(key)) {
    return createRef({ ...source, ...step, shape: shape.value, type: type.value });
  }
  const field = shape.kind === "dto" ? inspect(shape.class).byProperty.get(key) : undefined;
  if (field === undefined) return undefined;
  const path = [...source.path, field.name];
  return createRef({ ...source, ...step, path, shape: field.shape, type: field.type });
}

function namesIn(shape: Shape): readonly string[] {
  if (shape.kind === "list") return ["at(index)"];
  return fieldsOf(shape);
}

function fieldsOf(shape: Shape): string[] {
  return shape.kind === "dto" ? inspect(shape.class).list.map(({ property }) => property) : [];
}

// What the language itself asks of any object that is used as a value.
const asValue = new Set<string | symbol>([
  "toString",
  "valueOf",
  "toJSON",
  "toLocaleString",
  "toFixed",
  "length",
  Symbol.toPrimitive,
  Symbol.iterator,
  Symbol.asyncIterator,
]);

function isForeign(key: string | symbol): boolean {
  return typeof key === "symbol" || key === "then" || key === "constructor" || asValue.has(key);
}

// An `await`, a debugger or an assertion looks for members that no ref has; only use as a value is refused.
function onForeign(key: string | symbol, ref: string): unknown {
  if (!asValue.has(key)) return undefined;
  return function refuse(): never {
    throw failure("REF_USED_AS_VALUE", { ref }, { path: ref, at: callSiteOf(refuse).locate() });
  };
}

/** What stands for a ref after a problem: anything may be asked of it, and nothing more is reported. */
export function createBroken(): object {
  const proxy: object = new Proxy({}, { get: (_, key) => (key === sourceKey ? "broken" : ofBroken(key, proxy)) });
  return proxy;
}

function ofBroken(key: string | symbol, proxy: object): unknown {
  if (typeof key === "symbol" || key === "then") return undefined;
  return key === "at" ? () => proxy : proxy;
}

function isObject(value: unknown): value is Marked {
  return typeof value === "object" && value !== null;
}
