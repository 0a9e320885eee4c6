import { failure } from "../../errors/index.js";

const kinds = ["i", "q", "int", "float", "c"] as const;

/** How dumps call the features: a name and a kind for each (indicator, quantity, int, float, categorical). */
export interface FeatureMap {
  readonly names: readonly string[];
  readonly kinds: readonly (typeof kinds)[number][];
}

/** The map of a model's own names and types; `f0`, `f1`, … and quantities where it has none. */
export function featureMapOf(
  features: number,
  { names, types }: { readonly names: readonly string[]; readonly types: readonly string[] },
): FeatureMap {
  return {
    names: Array.from({ length: features }, (_, i) => names[i] ?? `f${i}`),
    kinds: Array.from({ length: features }, (_, i) => kindOf(types[i] ?? "q", i)),
  };
}

/** Reads xgboost's feature map files: lines of number, name and kind, ascending from 0; `XGB_FEATURE_MAP_REFUSED`. */
export function parseFeatureMap(text: string, features: number): FeatureMap {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const names: string[] = [];
  const read: (typeof kinds)[number][] = [];
  for (let at = 0; at + 2 < words.length; at += 3) {
    const [number, name, kind] = words.slice(at, at + 3) as [string, string, string];
    if (Number(number) !== names.length) {
      throw failure("XGB_FEATURE_MAP_REFUSED", { reason: `line ${names.length} is numbered ${number}` });
    }
    read.push(kindOf(kind, names.length));
    names.push(name);
  }
  if (names.length !== features) {
    throw failure("XGB_FEATURE_MAP_REFUSED", { reason: `it names ${names.length} features of ${features}` });
  }
  return { names, kinds: read };
}

function kindOf(text: string, feature: number): (typeof kinds)[number] {
  const kind = kinds.find((candidate) => candidate === text);
  if (kind) return kind;
  throw failure("XGB_FEATURE_MAP_REFUSED", {
    reason: `feature ${feature} is of the kind ${text}, expected one of ${kinds.join(", ")}`,
  });
}
