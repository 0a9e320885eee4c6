import { failure } from "../../errors/index.js";
import type { RandomState } from "../random/random-state.js";
import type { Fold } from "./folds.js";

/** Folds with the classes in proportion, as scikit-learn's StratifiedKFold with shuffling; `XGB_FOLDS_REFUSED`. */
export function stratifiedFolds(labels: Float32Array, nfold: number, random: RandomState): readonly Fold[] {
  if (labels.some((label) => !Number.isInteger(label))) {
    throw failure("XGB_FOLDS_REFUSED", {
      reason: "stratified folds need classes, and some labels are no whole numbers",
    });
  }
  // Classes in the order in which they appear.
  const classes = [...new Set(labels)];
  const codes = Array.from(labels, (label) => classes.indexOf(label));
  const counts = classes.map((_, k) => codes.filter((code) => code === k).length);
  if (counts.every((count) => count < nfold)) {
    throw failure("XGB_FOLDS_REFUSED", { reason: `no class has as many rows as there are folds (${nfold})` });
  }

  const sorted = codes.toSorted((a, b) => a - b);
  const foldOf = new Int32Array(labels.length);
  for (const k of classes.keys()) {
    const shares = Array.from({ length: nfold }, (_, fold) => {
      let share = 0;
      for (let i = fold; i < sorted.length; i += nfold) if (sorted[i] === k) share++;
      return share;
    });
    const folds = shares.flatMap((share, fold) => new Array<number>(share).fill(fold));
    const order = random.permutation(folds.length);
    let next = 0;
    for (const [row, code] of codes.entries()) if (code === k) foldOf[row] = folds[order[next++]!]!;
  }
  const rows = (isIn: (fold: number) => boolean) => [...foldOf.keys()].filter((row) => isIn(foldOf[row]!));
  return Array.from({ length: nfold }, (_, fold) => [rows((other) => other !== fold), rows((other) => other === fold)]);
}
