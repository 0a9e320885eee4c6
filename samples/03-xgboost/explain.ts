import { accuracyScore, type Booster } from "flytepath/xgboost";
import type { Row } from "../01-diabetes/table.js";
import { featureNames, isMeasured, labelsOf, matrixOf } from "./parts.js";

/** How good a model is on rows that it has not seen. */
export interface Verdict {
  /** Share of the rows that are predicted right. */
  readonly accuracy: number;
  readonly logloss: number;
}

export interface Importance {
  readonly feature: string;
  /** Mean distance by which the feature moves a prediction, in log-odds. */
  readonly contribution: number;
}

/** Compares predictions with what came true. */
export function judge(booster: Booster, rows: readonly Row[]): Verdict {
  const labels = labelsOf(rows);
  const chances = [...booster.predict(matrixOf(rows))];
  const losses = chances.map((chance, i) => -Math.log(labels[i] === 1 ? chance : 1 - chance));
  return {
    accuracy: accuracyScore(
      labels,
      chances.map((chance) => (chance > 0.5 ? 1 : 0)),
    ),
    logloss: losses.reduce((sum, loss) => sum + loss, 0) / rows.length,
  };
}

/** What each feature contributes to predictions, the strongest first: mean of the absolute SHAP values. */
export function importancesOf(booster: Booster, rows: readonly Row[]): readonly Importance[] {
  const shap = contributionsOf(booster, rows);
  return featureNames
    .map((feature, column) => ({
      feature,
      contribution: shap.reduce((sum, row) => sum + Math.abs(row[column]!), 0) / rows.length,
    }))
    .sort((a, b) => b.contribution - a.contribution);
}

/** Says in a sentence what the model thinks of one person, and the three measurements that speak loudest. */
export function sentenceOf(booster: Booster, row: Row): string {
  const [chance] = booster.predict(matrixOf([row]));
  const [shap] = contributionsOf(booster, [row]);
  const reasons = featureNames
    .map((name, column) => ({ name, push: shap![column]! }))
    .sort((a, b) => Math.abs(b.push) - Math.abs(a.push))
    .slice(0, 3)
    .map(({ name, push }) => `${spoken(name)} ${isMeasured(row, name) ? row[name] : "not measured"} (${signed(push)})`);
  return `${(chance! * 100).toFixed(0)} % chance of diabetes within five years; in log-odds, ${reasons.join(", ")}`;
}

/** A column's name as a person would say it. */
export function spoken(feature: string): string {
  return feature === "bmi" ? "BMI" : feature.replaceAll("_", " ");
}

// A row has one value for each feature and, last, the model's bias, which belongs to none.
function contributionsOf(booster: Booster, rows: readonly Row[]): readonly Float32Array[] {
  const shap = booster.predict(matrixOf(rows), { predContribs: true });
  const width = featureNames.length + 1;
  return rows.map((_, i) => shap.subarray(i * width, (i + 1) * width - 1));
}

function signed(push: number): string {
  return `${push < 0 ? "−" : "+"}${Math.abs(push).toFixed(2)}`;
}
