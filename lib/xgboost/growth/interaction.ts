import type { ParameterReader } from "../parameter-reader.js";
import type { FeatureNames } from "./tree-parameters.js";

/** Groups of features that may meet on a path, each without repeats. */
export type InteractionSets = readonly ReadonlySet<number>[];

const wanted = "a list of lists of feature numbers or names, such as [[0,1],[2,3]]";

/** Reads `interaction_constraints`: JSON text or nested lists, of numbers or of feature names. */
export function readInteractions(reader: ParameterReader, { names }: FeatureNames): InteractionSets | undefined {
  const text = reader.text("interaction_constraints");
  if (text === undefined || text === "") return undefined;
  const isText = typeof reader.raw("interaction_constraints") === "string";
  // Numbers beyond the columns stand for features that never come.
  const isFeature = (entry: unknown) =>
    typeof entry === "string" ? !isText && names.includes(entry) : Number.isInteger(entry);
  const featureOf = (entry: string | number) => (typeof entry === "string" ? names.indexOf(entry) : entry);
  let lists: unknown;
  try {
    lists = JSON.parse(text.replaceAll("(", "[").replaceAll(")", "]").replaceAll("'", '"'));
  } catch {
    throw reader.refused("interaction_constraints", wanted);
  }
  const isList = Array.isArray(lists) && lists.every((list) => Array.isArray(list) && list.every(isFeature));
  if (!isList) throw reader.refused("interaction_constraints", wanted);
  return (lists as (string | number)[][]).map((list) => new Set(list.map((entry) => featureOf(entry))));
}

/**
 * Which features a node may split on (FeatureInteractionConstraintHost): those of its path, and
 * those of every group that holds the whole path.
 */
export class InteractionLimits {
  readonly #groups: InteractionSets;
  readonly #paths: ReadonlySet<number>[] = [new Set()];
  readonly #allowed: (Uint8Array | undefined)[] = [undefined];
  readonly #cols: number;

  /** The root may use the first `ofRoot` features, all unless given. */
  constructor(groups: InteractionSets, cols: number, ofRoot = cols) {
    this.#groups = groups;
    this.#cols = cols;
    if (ofRoot < cols) this.#allowed[0] = new Uint8Array(cols).fill(1, 0, ofRoot);
  }

  /** One flag a feature; undefined where all are allowed, as at the root. */
  allowed(node: number): Uint8Array | undefined {
    return this.#allowed[node];
  }

  /** Passes the path of a node that was split on a feature to its children. */
  split(node: number, feature: number, children: readonly [number, number]): void {
    const path = new Set(this.#paths[node]).add(feature);
    const flags = new Uint8Array(this.#cols);
    for (const passed of path) flags[passed] = 1;
    for (const group of this.#groups) {
      if ([...path].every((passed) => group.has(passed))) for (const member of group) flags[member] = 1;
    }
    for (const child of children) {
      const kept = this.#allowed[child];
      this.#paths[child] = path;
      this.#allowed[child] = kept === undefined ? flags : flags.map((flag, feature) => flag | kept[feature]!);
    }
  }

  /**
   * Begins the next of parallel trees that share their limits, as those of `approx` do: what the children of the root were
   * allowed before stays allowed to them.
   */
  nextTree(): void {
    this.#paths.length = 1;
    this.#allowed.length = Math.min(this.#allowed.length, 3);
  }
}

/** Limits of a tree, undefined where the parameters set none. */
export function limitsOf(
  { interactions }: { readonly interactions: InteractionSets | undefined },
  cols: number,
): InteractionLimits | undefined {
  return interactions && new InteractionLimits(interactions, cols);
}
