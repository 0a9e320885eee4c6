import { failure } from "../../errors/index.js";

/** How many rows each part gets: a share of the rows (a fraction) or a number of rows (a whole number). */
export interface Sizes {
  readonly testSize?: number | null | undefined;
  readonly trainSize?: number | null | undefined;
}

type Size = number | undefined;

/** Numbers of rows of both parts, as scikit-learn works them out; `XGB_SPLIT_REFUSED` with its sentence where it refuses. */
export function partSizes(rows: number, { testSize, trainSize }: Sizes): { train: number; test: number } {
  const given = checked("test_size", testSize ?? undefined);
  const train = checked("train_size", trainSize ?? undefined);
  const test = given ?? (train === undefined ? 0.25 : undefined);
  bounded("test_size", test, rows);
  bounded("train_size", train, rows);

  if (isShare(train) && isShare(test) && train + test > 1) {
    const sum = `The sum of test_size and train_size = ${train + test}, should be in the (0, 1) range.`;
    throw refused(`${sum} Reduce test_size and/or train_size.`);
  }
  let testRows = isShare(test) ? Math.ceil(test * rows) : test;
  let trainRows = isShare(train) ? Math.floor(train * rows) : train;
  // One of the two is always given: `test` falls back to a quarter.
  trainRows ??= rows - testRows!;
  testRows ??= rows - trainRows;

  if (trainRows + testRows > rows) {
    const sum = `The sum of train_size and test_size = ${trainRows + testRows}, should be smaller than the number of`;
    throw refused(`${sum} samples ${rows}. Reduce test_size and/or train_size.`);
  }
  if (trainRows === 0) {
    const sizes = `With n_samples=${rows}, test_size=${test ?? "None"} and train_size=${train ?? "None"}`;
    throw refused(`${sizes}, the resulting train set will be empty. Adjust any of the aforementioned parameters.`);
  }
  return { train: trainRows, test: testRows };
}

function isShare(size: Size): size is number {
  return size !== undefined && !Number.isInteger(size);
}

function checked(name: string, size: Size): Size {
  const sound =
    size === undefined || (typeof size === "number" && (Number.isInteger(size) ? size >= 1 : size > 0 && size < 1));
  if (sound) return size;
  const expected = "a float in the range (0.0, 1.0), an int in the range [1, inf) or None";
  throw refused(`The '${name}' parameter of train_test_split must be ${expected}. Got ${size} instead.`);
}

function bounded(name: string, size: Size, rows: number): void {
  if (size === undefined || isShare(size) || size < rows) return;
  const expected = `should be either positive and smaller than the number of samples ${rows} or a float in the (0, 1) range`;
  throw refused(`${name}=${size} ${expected}`);
}

/** @internal */
export function refused(reason: string): Error {
  return failure("XGB_SPLIT_REFUSED", { reason });
}
