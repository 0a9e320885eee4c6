import type { Duration } from "../../lib/types/index.js";
import type { TypeValue } from "./shape.js";

/** What `@Field` takes: a type value, a class (a DTO, `FlyteFile`, `Date` …), or a list of one of these in brackets. */
export type FieldType =
  | TypeValue<unknown>
  | typeof Duration
  | (abstract new (
      ...args: never[]
    ) => unknown)
  | readonly [FieldType];

/** What a property of a field type holds. */
export type ValueOf<T> =
  T extends TypeValue<infer Value>
    ? Value
    : T extends readonly [infer Element]
      ? readonly ValueOf<Element>[]
      : T extends typeof Duration
        ? Duration
        : T extends StringConstructor
          ? string
          : T extends BooleanConstructor
            ? boolean
            : T extends abstract new (
                  ...args: never[]
                ) => infer Instance
              ? Instance
              : never;
