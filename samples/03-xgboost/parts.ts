import { DMatrix, trainTestSplit } from "flytepath/xgboost";
import { embeddedRows, features, type Row } from "../01-diabetes/table.js";

/** The table in three: trees grow on one part, early stopping looks at the second, the third is kept for the verdict. */
export interface Parts {
  readonly train: readonly Row[];
  readonly validation: readonly Row[];
  readonly test: readonly Row[];
}

/** Three fifths, one fifth, one fifth of the table, with the same share of diabetics in each. */
export function partsOf(seed: number): Parts {
  const rows = embeddedRows();
  const [rest, test] = trainTestSplit(rows, { testSize: 0.2, randomState: seed, stratify: labelsOf(rows) });
  const [train, validation] = trainTestSplit(rest, { testSize: 0.25, randomState: seed, stratify: labelsOf(rest) });
  return { train, validation, test };
}

export const featureNames: readonly string[] = Object.keys(features);

// Nobody lives without blood pressure: in these columns the table writes 0 for what was not measured.
const zeroIsMissing = new Set(["glucose", "blood_pressure", "skin_fold", "insulin", "bmi"]);

/** Whether a measurement of a row was taken. */
export function isMeasured(row: Row, feature: string): boolean {
  return row[feature] !== 0 || !zeroIsMissing.has(feature);
}

/** Rows as xgboost takes them, with NaN for what was not measured. */
export function matrixOf(rows: readonly Row[]): DMatrix {
  const data = rows.map((row) => featureNames.map((name) => (isMeasured(row, name) ? row[name]! : Number.NaN)));
  return new DMatrix(data, { label: labelsOf(rows), featureNames });
}

/** 1 for the rows with diabetes, else 0. */
export function labelsOf(rows: readonly Row[]): readonly number[] {
  return rows.map((row) => row.diabetic!);
}
