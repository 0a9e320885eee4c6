/** The best split of a node so far (SplitEntry). `loss` 0 with feature 0 means none. */
export interface SplitCandidate {
  loss: number;
  feature: number;
  threshold: number;
  defaultLeft: boolean;
  leftG: number;
  leftH: number;
  rightG: number;
  rightH: number;
  /** Categories that go right; empty for a numeric split. */
  categories: readonly number[];
}

const NO_CATEGORIES: readonly number[] = [];

/** A candidate that any positive gain replaces. */
export function noSplit(): SplitCandidate {
  return {
    loss: 0,
    feature: 0,
    threshold: 0,
    defaultLeft: false,
    leftG: 0,
    leftH: 0,
    rightG: 0,
    rightH: 0,
    categories: NO_CATEGORIES,
  };
}

/** Whether a gain of a feature replaces the best one; of equal gains the lower feature wins. */
export function replaces(best: SplitCandidate, loss: number, feature: number): boolean {
  if (loss === Number.POSITIVE_INFINITY || loss === Number.NEGATIVE_INFINITY) return false;
  return best.feature <= feature ? loss > best.loss : !(best.loss > loss);
}
