import { failure } from "../../errors/index.js";
import { general } from "../number-text.js";
import type { Tree } from "../tree.js";
import type { FeatureMap } from "./feature-map.js";

/** A node that splits, in the words that every format writes. */
export interface SplitText {
  /** `indicator` has no threshold: the feature is there or not. */
  readonly form: "indicator" | "threshold" | "categories";
  readonly name: string;
  readonly threshold: string;
  readonly categories: readonly number[];
  readonly left: number;
  readonly right: number;
  readonly missing: number;
}

/** Reads a split; `XGB_FEATURE_MAP_REFUSED` where the map's kind and the split's do not agree. */
export function splitText(tree: Tree, node: number, map: FeatureMap): SplitText {
  const feature = tree.feature[node]!;
  const categorical = tree.splitType[node] === 1;
  const kind = map.kinds[feature] ?? (categorical ? "c" : "q");
  if (categorical !== (kind === "c")) {
    const [said, found] = categorical ? ["numerical", "categorical"] : ["categorical", "numerical"];
    throw failure("XGB_FEATURE_MAP_REFUSED", {
      reason: `${map.names[feature]} is ${said} in it, but ${found} in a tree`,
    });
  }
  const threshold = tree.threshold[node]!;
  return {
    form: categorical ? "categories" : kind === "i" ? "indicator" : "threshold",
    name: escaped(map.names[feature] ?? `f${feature}`),
    // An integer is below 3 or below 2.5 in the same cases.
    threshold: kind === "int" ? wholeText(threshold) : printed(tree.threshold, node),
    categories: categorical ? categoriesOf(tree, node) : [],
    left: tree.left[node]!,
    right: tree.right[node]!,
    missing: tree.defaultLeft[node] === 1 ? tree.left[node]! : tree.right[node]!,
  };
}

/** A float32 of a node with nine digits, as C++ streams print it: a NaN has a sign, which only its bits tell. */
export function printed(values: Float32Array, node: number): string {
  const value = values[node]!;
  if (!Number.isNaN(value)) return general(value, 9);
  return new DataView(values.buffer, values.byteOffset + 4 * node).getInt8(3) < 0 ? "-nan" : "nan";
}

/** Categories of a split that go right, ascending. */
function categoriesOf(tree: Tree, node: number): readonly number[] {
  const k = tree.categoryNodes.indexOf(node);
  if (k < 0) return [];
  const start = tree.categoryStarts[k]!;
  return [...tree.categories.subarray(start, start + tree.categorySizes[k]!)].sort((a, b) => a - b);
}

const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** Escapes as xgboost's JSON does, which leaves a backslash before a `u` alone. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped.
  return text.replace(/\\(?!u)|["\u0000-\u001f]/g, (character) => {
    if (character === "\\") return "\\\\";
    return short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

// As a 32-bit integer, whose lowest stands for all that do not fit.
function wholeText(threshold: number): string {
  const whole = Math.ceil(threshold);
  return String(whole >= -(2 ** 31) && whole < 2 ** 31 ? whole + 0 : -(2 ** 31));
}
