import type { Literal } from "../types/index.js";

/** Where an input's value comes from; Flyte's `BindingData`. */
export type Binding =
  | { readonly kind: "literal"; readonly literal: Literal }
  | {
      readonly kind: "promise";
      /** Id of the node that gives it; empty for an input of the workflow. */
      readonly node: string;
      readonly output: string;
      /** Fields and indices to walk inside the value. */
      readonly path?: readonly (string | number)[];
    }
  | { readonly kind: "list"; readonly items: readonly Binding[] }
  | { readonly kind: "map"; readonly entries: Readonly<Record<string, Binding>> };

/** Bindings by the name of the input they fill. */
export type Bindings = Readonly<Record<string, Binding>>;

/** One side of a comparison: an input of the branch node, or a constant. */
export type Operand =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "literal"; readonly literal: Literal };

/** A question with a yes or no, over the inputs of a branch node; Flyte's `BooleanExpression`. */
export type Condition =
  | {
      readonly kind: "comparison";
      readonly operator: "eq" | "ne" | "gt" | "gte" | "lt" | "lte";
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition };
