import { failure } from "../../errors/index.js";

/** Throws `XGB_LENGTHS_DIFFER` unless all that is given has the length of the truth. @internal */
export function sameLength(
  truth: ArrayLike<unknown>,
  predictions: ArrayLike<unknown>,
  weights: ArrayLike<number> | undefined,
): void {
  for (const [what, values] of [
    ["predictions", predictions],
    ["weights", weights],
  ] as const) {
    if (values && values.length !== truth.length) {
      throw failure("XGB_LENGTHS_DIFFER", { what, expected: truth.length, got: values.length });
    }
  }
}
