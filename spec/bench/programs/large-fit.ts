import { writeFileSync } from "node:fs";
import { DMatrix, QuantileDMatrix, RandomState, train } from "../../../lib/xgboost/index.js";

// large-fit ROWS FILE THREADS: bins, trains (depth 6, 50 rounds) and predicts random rows of 28 features. Prints milliseconds
// and the peak of memory, and leaves the data in FILE, features first and then labels, for a peer to do the same.

const [count, file, threads] = process.argv.slice(2);
const rows = Number(count);
const cols = 28;
const random = new RandomState(2026);
const x = Float32Array.from(random.randomSample(rows * cols));
const noise = random.randomSample(rows);
const label = Float32Array.from(noise, (draw, row) => {
  const [a, b, c] = x.subarray(row * cols, row * cols + 3) as unknown as [number, number, number];
  return Number(a + b * c + 0.3 * draw > 0.9);
});
writeFileSync(file!, Buffer.concat([new Uint8Array(x.buffer), new Uint8Array(label.buffer)]));

const timed = <T>(work: () => T): { readonly value: T; readonly milliseconds: number } => {
  const start = performance.now();
  return { value: work(), milliseconds: performance.now() - start };
};
const binned = timed(() => new QuantileDMatrix(x, { rows, cols, label }));
const parameters = { objective: "binary:logistic", max_depth: 6, nthread: Number(threads) };
const trained = timed(() => train(parameters, binned.value, { numBoostRound: 50 }));
const matrix = new DMatrix(x, { rows, cols });
const predicted = timed(() => trained.value.predict(matrix));
console.log(
  JSON.stringify({
    bin: binned.milliseconds,
    train: trained.milliseconds,
    predict: predicted.milliseconds,
    peak: process.resourceUsage().maxRSS / 1024,
    first: predicted.value[0],
  }),
);
