import { buildHistogram, subtractHistogram } from "./build-histogram.js";
import type { NodeBuild, NodeHistogram, NodeSource, SearchRules } from "./kernels.js";
import { BEST_SIZE, SEARCH, SEARCH_SIZE, scanBins } from "./scan-bins.js";

/** Builds and searches nodes: rows of the lighter child are added up, the heavier one is what the parent has beside. */
export function buildNodes(source: NodeSource, nodes: readonly NodeBuild[]): void {
  for (const { from, to, built, rest, searchesBuilt, searchesRest } of nodes) {
    const { sums: out } = built;
    out.fill(0);
    buildHistogram({ ...source, from, to, out });
    if (rest !== undefined) subtractHistogram(rest.sums, out);
    if (searchesBuilt) searchNode(source, built);
    if (searchesRest && rest !== undefined) searchNode(source, rest);
  }
}

/** Searches the wanted features of every node. */
export function searchNodes(rules: SearchRules, nodes: readonly NodeHistogram[]): void {
  for (const node of nodes) searchNode(rules, node);
}

function searchNode(
  { cols, slots, gap, lambda, minChildWeight }: SearchRules,
  { sums, search, wanted }: NodeHistogram,
): void {
  const limits = { rootGain: search[SEARCH.rootGain]!, lambda, minChildWeight };
  for (let feature = 0; feature < cols; feature++) {
    if (wanted[feature] === 0) continue;
    const first = slots[feature]!;
    const count = slots[feature + 1]! - first - gap;
    const at = SEARCH_SIZE + BEST_SIZE * feature;
    scanBins({ sums, first, count, nodeG: search[SEARCH.g]!, nodeH: search[SEARCH.h]!, ...limits, out: search, at });
  }
}
