import type { Literal } from "../../types/index.js";
import { BindingProblem } from "./resolve.js";

/** The value inside a value that a path of fields and indices leads to. Fails with a `BindingProblem`. */
export function walk(whole: Literal, path: readonly (string | number)[]): Literal {
  let value = whole;
  for (const step of path) {
    const bare = value.kind === "union" ? value.value : value;
    const inner: Literal | undefined =
      bare.kind === "list" && typeof step === "number"
        ? bare.items[step]
        : bare.kind === "map" && Object.hasOwn(bare.entries, step)
          ? bare.entries[step]
          : undefined;
    if (inner === undefined)
      throw new BindingProblem(`there is no ${JSON.stringify(step)} in a value of kind ${bare.kind}`);
    value = inner;
  }
  return value;
}
