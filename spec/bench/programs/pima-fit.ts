import { trainTestSplit, XGBClassifier } from "../../../lib/xgboost/index.js";
import { pimaTable } from "../../../samples/01-diabetes/pima-table.js";
import { median } from "../table.js";

// Prints, in milliseconds, how long the first fit of this process takes and the median of thirty more.

const rows = pimaTable
  .trim()
  .split("\n")
  .map((line) => line.split(",").map(Number));
const [train] = trainTestSplit(rows, { testSize: 0.33, randomState: 7 });
const x = train.map((row) => row.slice(0, 8));
const y = train.map((row) => row[8]!);

function fit(): number {
  const start = performance.now();
  new XGBClassifier({ n_estimators: 100, max_depth: 4, learning_rate: 0.1 }).fit(x, y);
  return performance.now() - start;
}

const cold = fit();
for (let warmUp = 0; warmUp < 30; warmUp++) fit();
console.log(JSON.stringify({ cold, warm: median(Array.from({ length: 31 }, fit)) }));
