import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { DMatrix, train } from "../../../../lib/xgboost/index.js";

// Trains with as many threads as it is told, and posts a digest of the model.

const [rows, cols] = [1000, 4];
const data = Float32Array.from({ length: rows * cols }, (_, at) => (at * 7919) % 101);
const label = Array.from({ length: rows }, (_, row) => Number(data[cols * row]! > 50));
const matrix = new DMatrix(data, { rows, cols, label });
const model = train({ objective: "binary:logistic", nthread: workerData }, matrix, { numBoostRound: 3 });
parentPort!.postMessage(createHash("sha256").update(model.saveModel("ubj")).digest("hex"));
