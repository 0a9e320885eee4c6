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
export function checkLabels(objective: string, { labels, rows }: DataInfo, rule: LabelRule = anyLabel): void {
  if (labels.length !== rows) throw failure("XGB_LABELS_ABSENT", { objective, rows, labels: labels.length });
  const row = labels.findIndex((label) => !Number.isFinite(label) || !rule.accepts(label));
  if (row >= 0) {
    throw failure("XGB_LABEL_REFUSED", { objective, row, label: labels[row]!, expected: rule.expected });
  }
}
