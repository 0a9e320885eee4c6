import type { Binding } from "../../../lib/dag/index.js";
import { failure, ValidationError } from "../../../lib/errors/index.js";
import { describeType, type FlowType, isAssignable } from "../../../lib/types/index.js";
import { literalOf, type Shape, unknownIn } from "../../field/index.js";
import { type Source, sourceOf, wholeOf } from "../2-trace/ref.js";
import { promiseOf } from "./promise.js";
import type { At } from "./site.js";

/** What a value must fit. */
export interface Wanted {
  readonly shape: Shape;
  readonly type: FlowType;
}

/** The binding of a value: a constant, a ref, or a list or map made of both. `undefined` after a problem, which is reported. */
export function bind(value: unknown, wanted: Wanted, at: At): Binding | undefined {
  const source = sourceOf(value);
  // What is wrong with them was said where they come from.
  if (source === "broken" || unknownIn(wanted.shape) !== undefined) return undefined;
  if (source !== undefined) return bindRef(source, wanted.type, at);
  const whole = wholeOf(value);
  if (whole === undefined)
    return holdsRef(value) ? bindParts(value as object, wanted, at) : bindConstant(value, wanted, at);
  const [first = "output"] = whole.given.keys();
  return mismatch(
    wanted.type,
    `but ${whole.label} is all that it gives: name one, such as ${whole.label}.${first}`,
    at,
  );
}

function bindRef(source: Source, type: FlowType, at: At): Binding | undefined {
  if (!isAssignable(source.type, type))
    return mismatch(type, `but ${source.label} is ${describeType(source.type)}`, at);
  const binding = promiseOf(source, at.site);
  return binding ?? unguarded(source.label, "it belongs to one way of a condition", at);
}

/** Reports that a value may be missing when it is needed. */
export function unguarded(from: string, why: string, { site, spot }: At): undefined {
  const facts = { from, to: spot.label, why };
  site.compilation.report(failure("STEP_OUTPUT_UNGUARDED", facts, { path: spot.path, at: spot.place.locate() }));
}

function bindParts(value: object, { shape, type }: Wanted, at: At): Binding | undefined {
  if (shape.kind === "list" && type.kind === "list" && Array.isArray(value)) {
    const wanted = { shape: shape.element, type: type.element };
    const items = value.map((item, index) => bind(item, wanted, inside(at, `[${index}]`)));
    return items.every((item) => item !== undefined) ? { kind: "list", items } : undefined;
  }
  if (shape.kind === "map" && type.kind === "map" && !Array.isArray(value)) {
    const wanted = { shape: shape.value, type: type.value };
    const entries: Record<string, Binding> = {};
    for (const [key, item] of Object.entries(value)) {
      const binding = bind(item, wanted, inside(at, `.${key}`));
      if (binding !== undefined) entries[key] = binding;
    }
    return Object.keys(entries).length === Object.keys(value).length ? { kind: "map", entries } : undefined;
  }
  if (shape.kind === "union" && type.kind === "union") {
    const index = shape.variants.findIndex(({ kind }) => kind === (Array.isArray(value) ? "list" : "map"));
    if (index >= 0) return bind(value, { shape: shape.variants[index]!, type: type.variants[index]! }, at);
  }
  return mismatch(type, "but the value holds refs, which only lists and maps can", at);
}

function bindConstant(value: unknown, wanted: Wanted, at: At): Binding | undefined {
  try {
    return { kind: "literal", literal: literalOf(value, wanted, at.spot.path) };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return mismatch(wanted.type, reasonOf(error, at.spot.path), at);
  }
}

// What was expected is said already where it is the whole value that does not fit.
function reasonOf({ path = "", plainMessage }: ValidationError, root: string): string {
  const got = /^expected .*, (got .*)$/.exec(plainMessage)?.[1];
  if (path === "" || path === root) return got ?? `but ${plainMessage}`;
  return `but at ${path.startsWith(root) ? path.slice(root.length).replace(/^\./, "") : path} ${plainMessage}`;
}

function mismatch(type: FlowType, why: string, { site, spot }: At): undefined {
  const facts = { to: spot.label, expected: describeType(type), why };
  site.compilation.report(failure("EDGE_TYPE_MISMATCH", facts, { path: spot.path, at: spot.place.locate() }));
}

function inside({ site, spot }: At, part: string): At {
  return { site, spot: { ...spot, path: `${spot.path}${part}`, label: `${spot.label}${part}` } };
}

/** Whether a value is or holds a ref; only plain lists and objects can. */
export function holdsRef(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (sourceOf(value) !== undefined || wholeOf(value) !== undefined) return true;
  if (Array.isArray(value)) return value.some(holdsRef);
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).some(holdsRef);
}
