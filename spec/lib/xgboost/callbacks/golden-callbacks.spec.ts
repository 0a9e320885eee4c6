import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Booster,
  cv,
  DMatrix,
  EarlyStopping,
  EvaluationMonitor,
  type History,
  LearningRateScheduler,
  type Parameters,
  type TrainedModel,
  TrainingCheckPoint,
  train,
  XGBClassifier,
  XGBRegressor,
} from "../../../../lib/xgboost/index.js";
import { goldenFile } from "../../../support/golden-xgboost.js";

// What xgboost's callbacks did, by spec/golden/xgboost/callbacks.py.

type Values = Readonly<Record<string, never>>;

interface Case {
  readonly call?: "train" | "cv" | "fit";
  readonly label: "binary" | "number" | "classes";
  readonly params: Parameters;
  readonly rounds: number;
  readonly estimator?: "XGBClassifier" | "XGBRegressor";
  readonly early?: number;
  readonly maximize?: boolean;
  readonly first?: {
    readonly rounds: number;
    readonly slice?: readonly [number, number, number?];
    readonly set?: Parameters;
    readonly bare?: boolean;
  };
  readonly callbacks: readonly (Values & { readonly kind: string })[];
  readonly then?: Parameters;
  readonly expected: {
    readonly model?: string;
    readonly then?: string;
    readonly history?: History;
    readonly rounds?: number;
    readonly attributes?: Readonly<Record<string, string>>;
    readonly result?: Readonly<Record<string, readonly number[]>>;
    readonly predict?: readonly number[];
    readonly lines: readonly string[];
    readonly files: Readonly<Record<string, string>>;
  };
}

interface Recorded {
  readonly data: {
    readonly rows: number;
    readonly cols: number;
    readonly test: number;
    readonly x: string;
    readonly labels: Readonly<Record<Case["label"], readonly number[]>>;
  };
  readonly cases: Readonly<Record<string, Case>>;
}

const { data, cases } = JSON.parse(goldenFile("callbacks.json.gz").toString()) as Recorded;
const x = new Float32Array(Uint8Array.from(Buffer.from(data.x, "base64")).buffer);
const parts = { train: [0, data.test], test: [data.test, data.rows] } as const;

const callbacks = suite("lib/xgboost/callbacks/golden-callbacks");

for (const [name, recorded] of Object.entries(cases)) {
  callbacks(`as in xgboost: ${name}`, () => {
    const lines: string[] = [];
    const folder = mkdtempSync(join(tmpdir(), "flytepath-"));
    try {
      const made = recorded.callbacks.map((each) => callbackOf(each, { logger: (line) => lines.push(line), folder }));
      ({ train: runTrain, cv: runCv, fit: runFit })[recorded.call ?? "train"](recorded, made);
      assert.equal(lines, recorded.expected.lines);
      const files = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file)).toString("base64")]);
      assert.equal(Object.fromEntries(files), recorded.expected.files);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

type Callback = EarlyStopping | EvaluationMonitor | LearningRateScheduler | Setter | End;

function callbackOf(
  { kind, ...given }: Case["callbacks"][number],
  { logger, folder }: { readonly logger: (line: string) => void; readonly folder: string },
): Callback {
  if (kind === "rates") return new LearningRateScheduler(given.list!);
  if (kind === "rate") return new LearningRateScheduler((round) => given.first! / (round + 2));
  if (kind === "monitor")
    return new EvaluationMonitor({ logger, period: given.period, rank: given.rank, showStdv: given.show_stdv });
  if (kind === "set") return new Setter(given.changes!);
  if (kind === "end") return new End(given.after!);
  // Only `train` is given one.
  if (kind === "checkpoint") return new TrainingCheckPoint({ ...given, directory: folder }) as unknown as Callback;
  const { rounds, maximize, metric_name: metricName, data_name: dataName } = given;
  const [saveBest, minDelta] = [given.save_best, given.min_delta];
  return new EarlyStopping({ rounds: rounds!, maximize, metricName, dataName, saveBest, minDelta });
}

class Setter {
  readonly #changes: Readonly<Record<number, Parameters>>;

  constructor(changes: Readonly<Record<number, Parameters>>) {
    this.#changes = changes;
  }

  beforeIteration(model: TrainedModel, round: number): undefined {
    for (const [parameter, value] of Object.entries(this.#changes[round] ?? {})) model.setParameter(parameter, value);
  }
}

class End {
  readonly #after: number;

  constructor(after: number) {
    this.#after = after;
  }

  afterIteration(_model: TrainedModel, round: number): boolean {
    return round === this.#after;
  }
}

function runTrain({ label, params, rounds, first, early, maximize, then, expected }: Case, made: readonly Callback[]) {
  const [matrix, test] = [matrixOf(label, "train"), matrixOf(label, "test")];
  const evalsResult: History = {};
  const start = first && startOf(params, first, matrix);
  const booster = train({ nthread: 1, ...(first?.bare ? {} : params) }, matrix, {
    numBoostRound: rounds,
    evals: [
      [matrix, "train"],
      [test, "test"],
    ],
    evalsResult,
    callbacks: made,
    ...(start && { xgbModel: start }),
    ...(early && { earlyStoppingRounds: early }),
    ...(maximize !== undefined && { maximize }),
  });
  assert.equal(evalsResult, expected.history);
  same(booster, expected);
  if (then) assert.is(text(train(then, matrix, { numBoostRound: 2, xgbModel: booster })), expected.then);
}

function startOf(params: Parameters, first: NonNullable<Case["first"]>, matrix: DMatrix): Booster {
  const whole = train({ nthread: 1, ...params }, matrix, { numBoostRound: first.rounds });
  const start = first.slice ? whole.slice(...first.slice) : whole;
  for (const [name, value] of Object.entries(first.set ?? {})) start.setParameter(name, value);
  return start;
}

function runCv({ label, params, rounds, expected }: Case, made: readonly Callback[]) {
  const options = { numBoostRound: rounds, nfold: 3, seed: 2, callbacks: made };
  assert.equal(cv({ nthread: 1, ...params }, matrixOf(label, "train"), options), expected.result);
}

function runFit({ estimator, label, params, rounds, expected }: Case, made: readonly Callback[]) {
  const parameters = { n_jobs: 1, n_estimators: rounds, callbacks: made, ...params };
  const model = estimator === "XGBRegressor" ? new XGBRegressor(parameters) : new XGBClassifier(parameters);
  const evalSet = [[rowsOf("test"), labelsOf(label, "test")]] as const;
  model.fit(rowsOf("train"), labelsOf(label, "train"), { evalSet });
  assert.equal(model.evalsResult(), expected.history);
  assert.equal(Array.from(model.predict(rowsOf("test"))), expected.predict);
  same(model.getBooster(), expected);
}

function same(booster: Booster, { model, rounds, attributes }: Case["expected"]): void {
  assert.is(booster.rounds, rounds);
  assert.equal(booster.attributes, attributes);
  assert.is(text(booster), model);
}

function text(booster: Booster): string {
  return Buffer.from(booster.saveModel("ubj")).toString("base64");
}

function matrixOf(label: Case["label"], part: keyof typeof parts): DMatrix {
  const [from, to] = parts[part];
  const { cols } = data;
  return new DMatrix(x.subarray(from * cols, to * cols), { rows: to - from, cols, label: labelsOf(label, part) });
}

function labelsOf(label: Case["label"], part: keyof typeof parts): number[] {
  return data.labels[label].slice(...parts[part]);
}

function rowsOf(part: keyof typeof parts): number[][] {
  const [from, to] = parts[part];
  const { cols } = data;
  return Array.from({ length: to - from }, (_, row) => [...x.subarray((from + row) * cols, (from + row + 1) * cols)]);
}

callbacks.run();
