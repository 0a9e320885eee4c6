import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Booster, DMatrix, type Parameters, train } from "../../lib/xgboost/index.js";
import { repository } from "../support/sources.js";

const interop = suite("interop/xgboost");

interface Mix {
  readonly rows: number;
  readonly cols: number;
  readonly x: string;
  readonly label: string;
  readonly weight: string | null;
  readonly params: Parameters;
  readonly model: string;
  readonly ubj: string;
  readonly probe: string;
  readonly margin: string;
}

const script = join(repository, "spec", "interop", "python", "boosters.py");
const mixes = lines<Mix>(python(["train", "1", "120"]));

interop("random mixes of data and parameters grow the same models, byte for byte", () => {
  const other = mixes.filter(({ rows, cols, x, label, weight, params, model }) => {
    const more = weight === null ? {} : { weight: floats(weight) };
    const matrix = new DMatrix(floats(x), { rows, cols, label: floats(label), ...more });
    const booster = train(params, matrix, { numBoostRound: 4, onWarning() {} });
    return Buffer.from(booster.saveModel("json")).toString() !== model;
  });
  assert.equal(
    other.map(({ params }) => params),
    [],
  );
});

interop("models of Python xgboost are read from both formats and predict the same", () => {
  for (const { model, ubj, probe, margin, cols } of mixes) {
    const matrix = new DMatrix(floats(probe), { cols });
    for (const file of [Buffer.from(model), Buffer.from(ubj, "base64")]) {
      assert.equal(Booster.load(file).predict(matrix, { outputMargin: true }), floats(margin));
    }
  }
});

interop("models of ours are read by Python xgboost from both formats and predict the same", () => {
  const asked = mixes.slice(0, 30).flatMap(({ model, probe, cols, margin }) =>
    (["json", "ubj"] as const).map((format) => {
      const file = Booster.load(Buffer.from(model)).saveModel(format);
      return { model: Buffer.from(file).toString("base64"), probe, cols, margin };
    }),
  );
  const input = asked.map((question) => `${JSON.stringify(question)}\n`).join("");
  const answers = lines<{ readonly margin: string }>(python(["predict"], input));
  assert.equal(
    answers.map(({ margin }) => margin),
    asked.map(({ margin }) => margin),
  );
});

interop.run();

function python(args: readonly string[], input = ""): string {
  return execFileSync(process.env.INTEROP_PYTHON!, [script, ...args], {
    input,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["pipe", "pipe", "ignore"],
  });
}

function lines<Value>(text: string): readonly Value[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Value);
}

function floats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
}
