import type {
  Duration,
  FlyteDirectory,
  FlyteError,
  FlyteFile,
  FlyteSchema,
  StructuredDataset,
} from "../../lib/types/index.js";
import type { Bare, IsDefaulted } from "../field/index.js";

declare const refOf: unique symbol;
declare const source: unique symbol;
declare const handle: unique symbol;

type Leaf =
  | number
  | bigint
  | string
  | boolean
  | Date
  | Uint8Array
  | Duration
  | FlyteFile
  | FlyteDirectory
  | StructuredDataset
  | FlyteSchema
  | FlyteError
  | null
  | undefined;

/** The mark of a ref; only the compiler sees it. */
export interface RefTo<T> {
  readonly [refOf]: T;
}

/**
 * Stands for a value that a run will have. It can be bound to inputs and compared in conditions, never used as a value:
 * arithmetic, templates and `if` see no number. DTOs are walked by property, lists by `at(index)`.
 */
export type Ref<T> = RefTo<T> &
  (T extends Leaf
    ? unknown
    : T extends readonly (infer Element)[]
      ? { at(index: number): Ref<Element> }
      : { readonly [K in keyof T]-?: Ref<Bare<T[K]>> });

/** The type of the value that a ref stands for. */
export type Deref<R> = R extends RefTo<infer T> ? T : R;

/** Refs for each field of a class: what `compose` is given. */
export type Refs<T> = { readonly [K in keyof T]-?: Ref<Bare<T[K]>> } & { readonly [source]?: T };

/** A step of the flow as others can wait for it: `after: [step]`. */
export interface Handle {
  readonly [handle]: true;
}

/** What a step gives: a ref for each output, and the step itself to wait for. */
export type Outputs<T> = Refs<T> & Handle;

/** What may be bound to an input of type `T`: a value, a ref, or a list or map made of both. */
export type Bindable<T> =
  | T
  | Ref<T>
  | (T extends readonly (infer Element)[]
      ? readonly Bindable<Element>[]
      : string extends keyof T
        ? { readonly [key: string]: Bindable<T[keyof T]> }
        : never);

type OptionalKeys<T> = {
  [K in keyof T]-?: IsDefaulted<T[K]> extends true ? K : undefined extends T[K] ? K : never;
}[keyof T];

/** Bindings for the inputs of a step; those with a default may be left out. */
export type InputBindings<T> = { readonly [K in Exclude<keyof T, OptionalKeys<T>>]: Bindable<Bare<T[K]>> } & {
  readonly [K in OptionalKeys<T>]?: Bindable<Bare<T[K]>> | undefined;
};

/** Values for the inputs of a pipeline; those with a default may be left out. */
export type InputValues<T> = { readonly [K in Exclude<keyof T, OptionalKeys<T>>]: Bare<T[K]> } & {
  readonly [K in OptionalKeys<T>]?: Bare<T[K]> | undefined;
};

/** Bindings for the outputs of a pipeline: what `compose` returns. */
export type Bindings<T> = InputBindings<T> & { readonly [source]?: T };

/** The class that bindings or refs were made for; where no class is named, an object of what they stand for. */
export type SourceOf<B> = B extends { readonly [source]?: infer T }
  ? unknown extends T
    ? Unnamed<B>
    : NonNullable<T>
  : Unnamed<B>;

type Unnamed<B> = { [K in keyof B]: Deref<B[K]> };
