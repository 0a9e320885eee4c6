import { type CallSite, callSiteOf } from "../../lib/errors/index.js";
import type { Bare } from "./by-default.js";
import type { FieldType, ValueOf } from "./field-type.js";
import { type AnyClass, type Class, createStore, emittedType } from "./store.js";

/** How a field is called outside, and what it is for. */
export interface FieldOptions {
  /** Name on the wire, in flags and in forms; default: the property's own. */
  readonly name?: string;
  readonly description?: string;
}

/** What one `@Field` recorded. */
export interface FieldRecord extends FieldOptions {
  readonly property: string;
  /** As it was given, or as the toolchain emitted it for a bare `@Field()`. */
  readonly type: unknown;
  readonly place: CallSite;
}

declare const misfit: unique symbol;

/** Carries a sentence into the compiler's message. */
export interface Misfit<Sentence extends string> {
  readonly [misfit]: Sentence;
}

// What the declared type must also be able to hold, which assignability alone does not ask.
type Holds<Declared, T> = T extends NumberConstructor | BigIntConstructor
  ? Misfit<"Number says too little: write Int or Float">
  : undefined extends ValueOf<T>
    ? undefined extends Declared
      ? unknown
      : Misfit<"the field is Optional(…), so its property must be declared with ? or | undefined">
    : string extends ValueOf<T>
      ? Bare<Declared> extends string
        ? string extends Bare<Declared>
          ? unknown
          : Misfit<"the property allows a few texts only: write Enum(…) in place of Str">
        : unknown
      : unknown;

type Named<Declared> =
  Bare<Declared> extends number | bigint
    ? Misfit<"number says too little: write @Field(Int) or @Field(Float)">
    : Bare<Declared> extends readonly unknown[]
      ? Misfit<"write the element's type in brackets: @Field([Float])">
      : unknown;

/**
 * Declares a property of an input or output class as a field: `@Field(Int) seed!: number`. The compiler checks that the
 * property holds what the type says. Without a type it is taken from the toolchain where that emits one, and else fails
 * with `FIELD_TYPE_UNKNOWN` when the class is used.
 */
export function Field(): <C extends object, K extends keyof C & string>(target: C & Named<C[K]>, property: K) => void;
export function Field<const T extends FieldType>(
  type: T,
  options?: FieldOptions,
): <C extends { readonly [P in K]?: ValueOf<T> | undefined }, K extends string>(
  target: C & Holds<C[K], T>,
  property: K,
) => void;
export function Field(type?: unknown, options: FieldOptions = {}): (target: object, property: string) => void {
  const place = callSiteOf(Field);
  return (target, property) => {
    const owner = target.constructor as AnyClass;
    const known = type ?? emittedType(target, property);
    store.set(owner, [...(store.get(owner) ?? []), { ...options, property, type: known, place }]);
  };
}

const store = createStore<readonly FieldRecord[]>("fields");

/** What `@Field` recorded on a class and on those it extends, in written order, base classes first. */
export function recordsOf(target: Class): readonly FieldRecord[] {
  const base = Object.getPrototypeOf(target) as Class | null;
  const inherited = typeof base === "function" && base !== Function.prototype ? recordsOf(base) : [];
  const own = store.get(target) ?? [];
  const redeclared = new Set(own.map(({ property }) => property));
  return [...inherited.filter(({ property }) => !redeclared.has(property)), ...own];
}
