import { failure } from "../../errors/index.js";
import type { Tree } from "../tree.js";
import { dumpDot } from "./dump-dot.js";
import { dumpJson } from "./dump-json.js";
import { dumpText } from "./dump-text.js";
import type { FeatureMap } from "./feature-map.js";

export { featureMapOf, parseFeatureMap } from "./feature-map.js";

const writers = { text: dumpText, json: dumpJson, dot: dumpDot };

/** A form that trees can be written in for people and programs; none of them can be loaded again. */
export type DumpFormat = keyof typeof writers;

/** A tree as text; `withStats` adds gains and covers. Throws `XGB_PARAMETER_REFUSED` for another format. */
export function dumpTree(
  tree: Tree,
  map: FeatureMap,
  { format = "text", withStats = false }: { readonly format?: DumpFormat; readonly withStats?: boolean } = {},
): string {
  if (!Object.hasOwn(writers, format)) {
    throw failure("XGB_PARAMETER_REFUSED", { parameter: "format", value: format, expected: "text, json or dot" });
  }
  return writers[format](tree, map, withStats);
}
