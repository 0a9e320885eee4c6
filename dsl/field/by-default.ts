declare const defaulted: unique symbol;

/** A property whose class gives it a value: plain to the class's own code, optional to whoever fills the class in. */
export type Defaulted<T> = T & { readonly [defaulted]?: T };

/**
 * Marks an initialiser as the default of an input: `seed = byDefault(5)`. The value is returned as it is; only its type
 * says that callers may leave it out. A union is named by hand: `byDefault<"small" | "large">("small")`.
 */
export function byDefault<T>(value: T): Defaulted<IsUnion<T> extends true ? T : Widen<T>> {
  // The mark exists for the compiler alone.
  return value as unknown as Defaulted<IsUnion<T> extends true ? T : Widen<T>>;
}

type IsUnion<T, U = T> = [T] extends [never] ? false : T extends unknown ? ([U] extends [T] ? false : true) : never;

type Widen<T> = T extends number
  ? number
  : T extends bigint
    ? bigint
    : T extends string
      ? string
      : T extends boolean
        ? boolean
        : T;

/** Whether a property's type carries the mark of {@link byDefault}. */
export type IsDefaulted<T> = typeof defaulted extends keyof NonNullable<T> ? true : false;

/** A property's type without the mark. */
export type Bare<T> = typeof defaulted extends keyof NonNullable<T>
  ? NonNullable<T> extends { readonly [defaulted]?: infer Plain }
    ? Exclude<Plain, undefined>
    : T
  : T;
