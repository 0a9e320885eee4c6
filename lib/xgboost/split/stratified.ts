import type { RandomState } from "../random/random-state.js";
import { refused } from "./sizes.js";

/** What rows are kept in proportion by: a class for every row. */
export type ClassLabel = number | string | bigint | boolean;

// Rows of each class, classes in ascending order and rows in theirs.
function rowsByClass(labels: ArrayLike<ClassLabel>): readonly [ClassLabel, readonly number[]][] {
  const rows = new Map<ClassLabel, number[]>();
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    const known = rows.get(label);
    if (known) known.push(row);
    else rows.set(label, [row]);
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Both parts with the classes in proportion, as scikit-learn's StratifiedShuffleSplit draws them. */
export function stratifiedParts(
  labels: ArrayLike<ClassLabel>,
  sizes: { readonly train: number; readonly test: number },
  random: RandomState,
): { train: readonly number[]; test: readonly number[] } {
  const classes = rowsByClass(labels);
  checkClasses(classes, sizes);
  const counts = classes.map(([, rows]) => rows.length);
  const inTrain = likeliestDraw(counts, sizes.train, random);
  const left = counts.map((count, k) => count - inTrain[k]!);
  const inTest = likeliestDraw(left, sizes.test, random);

  const train: number[] = [];
  const test: number[] = [];
  for (const [k, [, rows]] of classes.entries()) {
    const order = [...random.permutation(rows.length)].map((i) => rows[i]!);
    train.push(...order.slice(0, inTrain[k]!));
    test.push(...order.slice(inTrain[k]!, inTrain[k]! + inTest[k]!));
  }
  return { train: shuffled(train, random), test: shuffled(test, random) };
}

/** How many of each class a draw without replacement most likely holds; equal remainders are chosen among at random. */
function likeliestDraw(counts: readonly number[], draws: number, random: RandomState): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (count / total) * draws);
  const whole = exact.map(Math.floor);
  const rest = exact.map((value, k) => value - whole[k]!);
  let missing = draws - whole.reduce((sum, count) => sum + count, 0);
  if (missing <= 0) return whole;
  for (const value of [...new Set(rest)].sort((a, b) => b - a)) {
    const equal = rest.flatMap((other, k) => (other === value ? [k] : []));
    const chosen = random.permutation(equal.length).slice(0, Math.min(equal.length, missing));
    for (const i of chosen) whole[equal[i]!]!++;
    missing -= chosen.length;
    if (missing === 0) break;
  }
  return whole;
}

function shuffled(rows: readonly number[], random: RandomState): readonly number[] {
  return [...random.permutation(rows.length)].map((i) => rows[i]!);
}

function checkClasses(
  classes: readonly [ClassLabel, readonly number[]][],
  sizes: { readonly train: number; readonly test: number },
): void {
  const lonely = classes.filter(([, rows]) => rows.length < 2).map(([label]) => label);
  if (lonely.length > 0) {
    const shown = lonely.map((label) => (typeof label === "string" ? `'${label}'` : String(label))).join(", ");
    throw refused(
      "The least populated classes in y have only 1 member, which is too few. The minimum number of groups for any " +
        `class cannot be less than 2. Classes with too few members are: [${shown}]`,
    );
  }
  for (const part of ["train", "test"] as const) {
    if (sizes[part] >= classes.length) continue;
    const size = `The ${part}_size = ${sizes[part]}`;
    throw refused(`${size} should be greater or equal to the number of classes = ${classes.length}`);
  }
}
