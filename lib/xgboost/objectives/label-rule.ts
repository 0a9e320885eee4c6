import { failure } from "../../errors/index.js";
import type { DataInfo } from "../data-info.js";

/** Which labels an objective takes. */
export interface LabelRule {
  accepts(label: number): boolean;
  /** What it takes, for the message: `a number from 0 to 1`. */
  readonly expected: string;
}

/** Takes every finite label. */
export const anyLabel: LabelRule = { accepts: Number.isFinite, expected: "a finite number" };

/** Throws `XGB_LABELS_ABSENT` without a label for every row, `XGB_LABEL_REFUSED` at the first that the rule refuses. */
export function checkLabels(
  objective: string,
  { labels, rows }: DataInfo,
  rule: LabelRule = anyLabel,
  targets = 1,
): void {
  if (labels.length !== rows * targets) throw failure("XGB_LABELS_ABSENT", { objective, rows, labels: labels.length });
  const at = labels.findIndex((label) => !Number.isFinite(label) || !rule.accepts(label));
  if (at >= 0) {
    const row = Math.floor(at / targets);
    throw failure("XGB_LABEL_REFUSED", { objective, row, label: labels[at]!, expected: rule.expected });
  }
}
