import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { DMatrix, type MatrixOptions, train, XGBClassifier } from "../../../../lib/xgboost/index.js";
import { Arena } from "../../../../lib/xgboost/kernels/arena.js";
import type { Parameters } from "../../../../lib/xgboost/parameter-reader.js";
import { MersenneTwister } from "../../../../lib/xgboost/random/mersenne-twister.js";
import { Crew, openSession } from "../../../../lib/xgboost/threads/crew.js";
import { threadCount } from "../../../../lib/xgboost/threads/thread-count.js";
import { hasEnded, ownThread } from "../../../../lib/xgboost/threads/thread-life.js";
import { throws } from "../../../support/expect.js";
import { repository } from "../../../support/sources.js";

const crew = suite("lib/xgboost/threads/crew");

const environment = { FLYTEPATH_XGBOOST_KERNELS: "wasm", FLYTEPATH_XGBOOST_THREADS: "always" };
Object.assign(process.env, environment);

const [rows, cols] = [3000, 9];

interface Mix {
  readonly parameters?: Parameters;
  readonly missing?: boolean;
  readonly weighted?: boolean;
  readonly classes?: number;
  readonly types?: MatrixOptions["featureTypes"];
}
const categories = [...new Array<string>(cols - 2).fill("q"), "c", "c"];
const mixes: Readonly<Record<string, Mix>> = {
  plain: {},
  "missing values": { missing: true },
  weights: { weighted: true, parameters: { scale_pos_weight: 1.5 } },
  "rows and columns drawn": {
    missing: true,
    parameters: { subsample: 0.6, colsample_bytree: 0.8, colsample_bylevel: 0.8, colsample_bynode: 0.7, seed: 5 },
  },
  "gradient-based sampling": { parameters: { subsample: 0.4, sampling_method: "gradient_based" } },
  "largest gain first": { parameters: { grow_policy: "lossguide", max_leaves: 23, max_depth: 0 } },
  "deep trees": { missing: true, parameters: { max_depth: 11, min_child_weight: 0, lambda: 0 } },
  categories: { types: categories, missing: true, parameters: { max_cat_to_onehot: 3 } },
  "several classes": { classes: 4, weighted: true, parameters: { objective: "multi:softprob", num_class: 4 } },
  "parallel trees": { parameters: { num_parallel_tree: 3, subsample: 0.7 } },
  "other gains": { parameters: { alpha: 0.5, max_delta_step: 0.7, monotone_constraints: [1, 0, -1] } },
  "interaction constraints": { parameters: { interaction_constraints: "[[0,1,2],[3,4,5,6]]" } },
  "bins of two bytes": { parameters: { max_bin: 700 } },
  "bins of four bytes are left to one thread": { parameters: { max_bin: 100_000 } },
  "squared error": { weighted: true, parameters: { objective: "reg:squarederror" } },
  poisson: { parameters: { objective: "count:poisson" } },
  dart: { parameters: { booster: "dart", rate_drop: 0.3 } },
  approx: { missing: true, parameters: { tree_method: "approx" } },
  exact: { parameters: { tree_method: "exact" } },
};

for (const [name, mix] of Object.entries(mixes)) {
  crew(`1, 2, 3 and 8 threads grow the same model: ${name}`, () => {
    const [one, ...others] = [1, 2, 3, 8].map((nthread) => digestOf(mix, nthread));
    for (const other of others) assert.is(other, one);
  });
}

crew("a matrix that is trained on again, and within its own training, has the same models", () => {
  const matrix = matrixOf({});
  const fit = (nthread: number, onRound = () => {}) =>
    digest(train({ objective: "binary:logistic", nthread }, matrix, { numBoostRound: 4, onRound }).saveModel("ubj"));
  const inner: string[] = [];
  const outer = fit(2, () => inner.push(fit(3), fit(1)));
  assert.equal([...new Set([outer, fit(2), ...inner])], [fit(1)]);
});

crew("nJobs of an estimator counts threads too", () => {
  const x = Array.from({ length: 400 }, (_, row) => [row % 17, row % 5]);
  const y = x.map(([a]) => Number(a! > 8));
  const [one, two] = [1, 2].map((n_jobs) => new XGBClassifier({ n_estimators: 5, n_jobs }).fit(x, y).predictProba(x));
  assert.equal(two, one);
});

crew("a task that a thread fails in is an error by code, and the next training has new threads", () => {
  const session = openSession(new Arena(), 3, () => 0);
  const beyond = 0xffff_0000;
  const tasks = Array.from({ length: 40 }, () => ({ kernel: "searchNode", args: [beyond, 0, 0, 1] }) as const);
  assert.match(throws(() => session.run(tasks), "XGB_THREAD_FAILED").message, /memory access out of bounds/);
  assert.is(digestOf({}, 3), digestOf({}, 1));
});

crew("a thread that ends within a task, without a word, is noticed where the system tells of threads", async () => {
  if (ownThread() === 0) return;
  const lost = new Crew(new URL("./thread-that-ends.js", import.meta.url));
  const arena = new Arena();
  const [from, to] = [arena.words(1000), arena.words(1000)];
  lost.open({ id: 1, arena, threads: 2, roomOf: () => 0 });
  const task = { kernel: "copyWords", args: [from.byteOffset, to.byteOffset, 1000] } as const;
  let thrown: unknown;
  // The thread takes a task of one of these turns.
  while (thrown === undefined) {
    try {
      lost.run(1, new Array(100).fill(task));
      await new Promise((resolve) => setImmediate(resolve));
    } catch (error) {
      thrown = error;
    }
  }
  assert.match(String(thrown), /XGB_THREAD_FAILED.*ended from outside/);
});

crew("a thread is there until it has ended", async () => {
  const worker = new Worker(new URL("./thread-that-waits.js", import.meta.url));
  const thread = await new Promise<number>((resolve) => worker.once("message", resolve));
  assert.is(hasEnded(thread), false);
  await worker.terminate();
  assert.is(hasEnded(thread), thread > 0);
  assert.is(hasEnded(0), false);
});

crew("threads can be used within a worker thread", async () => {
  const within = await new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./train-in-thread.js", import.meta.url), { workerData: 2 });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  const alone = await new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./train-in-thread.js", import.meta.url), { workerData: 1 });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  assert.is(within, alone);
});

crew("idle threads do not keep a process alive, neither of what tsc writes nor of what ships", async () => {
  const program = (entry: string) => `
    const { DMatrix, train } = await import(${JSON.stringify(join(repository, "dist", entry))});
    const data = Float32Array.from({ length: 4000 }, (_, at) => (at * 7919) % 101);
    const label = Array.from({ length: 1000 }, (_, row) => Number(data[4 * row] > 50));
    const matrix = new DMatrix(data, { rows: 1000, cols: 4, label });
    const warnings = [];
    process.on("warning", (warning) => warnings.push(warning.message));
    const model = train({ objective: "binary:logistic", nthread: 3 }, matrix, { numBoostRound: 3 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    console.log(model.saveModel("ubj").length > 0, warnings.join());
  `;
  for (const entry of ["lib/xgboost/index.js", "bundle/lib/xgboost/index.js"]) {
    // The idle threads themselves would stay for 10 seconds.
    const options = { env: { ...process.env, ...environment }, timeout: 60_000 };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "-e", program(entry)],
      options,
    );
    assert.is(stdout, "true \n");
  }
});

crew("small data has one thread, also where all processors may be used", () => {
  delete process.env.FLYTEPATH_XGBOOST_THREADS;
  assert.is(threadCount(0, 514 * 8), 1);
  assert.is(threadCount(8, 514 * 8), 1);
  assert.is(threadCount(2, 100_000 * 28), 2);
  assert.is(threadCount(1, 100_000 * 28), 1);
  assert.is(threadCount(1000, 100_000 * 28), 64);
  assert.ok(threadCount(-1, 100_000 * 28) >= 1);
  Object.assign(process.env, environment);
});

function digestOf(mix: Mix, nthread: number): string {
  const parameters = { objective: "binary:logistic", max_depth: 5, nthread, ...mix.parameters };
  return digest(train(parameters, matrixOf(mix), { numBoostRound: 4 }).saveModel("ubj"));
}

function matrixOf({ missing, weighted, classes = 2, types }: Mix): DMatrix {
  const rng = new MersenneTwister(11);
  const uniform = () => rng.uint32() / 2 ** 32;
  const data = Float32Array.from({ length: rows * cols }, (_, at) =>
    missing && at % 7 === 0 ? Number.NaN : types?.[at % cols] === "c" ? Math.floor(uniform() * 6) : uniform(),
  );
  const label = Array.from({ length: rows }, (_, row) => {
    const [a, b] = [data[row * cols + 1]!, data[row * cols + 2]!];
    return Math.min(classes - 1, Math.floor(((a || 0.3) + (b || 0.4) * uniform()) * (classes / 2)));
  });
  const weight = Array.from({ length: rows }, () => uniform() * 3);
  return new DMatrix(data, { rows, cols, label, ...(weighted && { weight }), ...(types && { featureTypes: types }) });
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

crew.run();
