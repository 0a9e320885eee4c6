import { failure } from "../../errors/index.js";
import { RandomState } from "../random/random-state.js";
import { partSizes, refused, type Sizes } from "./sizes.js";
import { type ClassLabel, stratifiedParts } from "./stratified.js";

/** An array of rows: a list of anything, or a typed array. */
export type Rows = readonly unknown[] | Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** Settings of {@link trainTestSplit}; a size below 1 is a share, a whole number counts rows. */
export interface SplitOptions extends Sizes {
  /** A seed, or a generator whose stream goes on; without one every call differs. */
  readonly randomState?: number | RandomState | null | undefined;
  /** False keeps the order of the rows; default true. */
  readonly shuffle?: boolean | undefined;
  /** A class for every row, whose proportions both parts keep. */
  readonly stratify?: ArrayLike<ClassLabel> | null | undefined;
}

/**
 * Splits arrays of equal length into a training and a test part exactly as scikit-learn's `train_test_split` does:
 * `[train, test]` of the first array, then of the second, and so on. The test part is a quarter unless
 * sizes are given. Fails with `XGB_SPLIT_REFUSED` in scikit-learn's words where sizes cannot be.
 */
export function trainTestSplit<X extends Rows>(x: X, options?: SplitOptions): [X, X];
export function trainTestSplit<X extends Rows, Y extends Rows>(x: X, y: Y, options?: SplitOptions): [X, X, Y, Y];
export function trainTestSplit<X extends Rows, Y extends Rows, Z extends Rows>(
  x: X,
  y: Y,
  z: Z,
  options?: SplitOptions,
): [X, X, Y, Y, Z, Z];
export function trainTestSplit(...args: readonly (Rows | SplitOptions | undefined)[]): Rows[] {
  const arrays = args.filter((arg) => isRows(arg));
  const options = args.find((arg): arg is SplitOptions => arg !== undefined && !isRows(arg)) ?? {};
  if (arrays.length === 0) throw refused("At least one array required as input");
  const rows = arrays[0]!.length;
  const lengths = arrays.map(({ length }) => length);
  if (options.stratify) lengths.push(options.stratify.length);
  if (lengths.some((length) => length !== rows)) {
    throw refused(`Found input variables with inconsistent numbers of samples: [${lengths.join(", ")}]`);
  }
  const { train, test } = parts(rows, options);
  return arrays.flatMap((array) => [take(array, train), take(array, test)]);
}

function parts(
  rows: number,
  { randomState, shuffle = true, stratify, ...sizes }: SplitOptions,
): { train: readonly number[]; test: readonly number[] } {
  const random = generator(randomState);
  const { train, test } = partSizes(rows, sizes);
  if (!shuffle) {
    if (stratify) throw refused("Stratified train/test split is not implemented for shuffle=False");
    const order = Array.from({ length: train + test }, (_, i) => i);
    return { train: order.slice(0, train), test: order.slice(train) };
  }
  if (stratify) return stratifiedParts(stratify, { train, test }, random);
  const order = [...random.permutation(rows)];
  return { train: order.slice(test, test + train), test: order.slice(0, test) };
}

function generator(randomState: SplitOptions["randomState"]): RandomState {
  if (randomState instanceof RandomState) return randomState;
  if (typeof randomState === "object" && randomState !== null) throw failure("XGB_SEED_REFUSED", { seed: randomState });
  return new RandomState(randomState);
}

function isRows(arg: Rows | SplitOptions | undefined): arg is Rows {
  return Array.isArray(arg) || ArrayBuffer.isView(arg);
}

function take(array: Rows, order: readonly number[]): Rows {
  if (Array.isArray(array)) return order.map((row) => array[row]);
  const typed = array as Float64Array;
  // The parts are of the array's own kind, whichever typed array that is.
  const Kind = typed.constructor as new (length: number) => Float64Array;
  const part = new Kind(order.length);
  for (let i = 0; i < order.length; i++) part[i] = typed[order[i]!]!;
  return part;
}
