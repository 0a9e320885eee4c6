import type { Evaluator } from "../growth/gain.js";
import { noSplit, type SplitCandidate } from "../growth/split-candidate.js";
import type { TreeParameters } from "../growth/tree-parameters.js";
import { evaluateNumeric, type Histogram, type NodeSums } from "./evaluate-bins.js";
import { evaluateCategories } from "./evaluate-categories.js";

/** What a node's search reads. */
export interface Search extends Histogram {
  /** Features in ascending order. */
  readonly features: Uint32Array;
  /** One flag a feature; undefined where all are allowed. */
  readonly allowed: Uint8Array | undefined;
  readonly parameters: TreeParameters;
}

/** The best split of a node over its features (HistEvaluator::EvaluateSplits). */
export function findSplit(evaluator: Evaluator, of: NodeSums, search: Search): SplitCandidate {
  const best = noSplit();
  const { features, allowed, cuts, parameters } = search;
  for (let k = 0; k < features.length; k++) {
    const feature = features[k]!;
    if (allowed !== undefined && allowed[feature] === 0) continue;
    if (cuts.categorical[feature] === 1) {
      evaluateCategories(evaluator, search, { feature, of, best, limits: parameters });
    } else evaluateNumeric(evaluator, search, { feature, of, best });
  }
  return best;
}
