/**
 * What model files are written from: text, whole numbers, lists and objects, with arrays of one type where UBJSON has
 * them. Keys come out in ASCII order.
 */
export type Document =
  | string
  | number
  | Float32Array
  | Int32Array
  | Uint8Array
  | BigInt64Array
  | LooseFloats
  | readonly Document[]
  | { readonly [key: string]: Document };

/** Floats in a list of its own kind: UBJSON states the type before each. */
export class LooseFloats {
  constructor(readonly values: readonly number[]) {}
}

/** Numbers of a file, with the kind of literal they had: xgboost takes no integer for a float. */
export class NumberList {
  constructor(
    readonly values: ArrayLike<number>,
    readonly kind: "floats" | "integers" | "mixed",
  ) {}
}

/** What a file holds, before anything is known of its meaning. A lone number is a list of one. */
export type FileValue = string | boolean | null | NumberList | readonly FileValue[] | ReadonlyMap<string, FileValue>;

/** Nesting that is followed; models need less than ten levels. */
export const DEEPEST = 64;
