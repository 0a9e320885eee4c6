import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../../support/sources.js";
import { inMilliseconds, type Part, type Row, time } from "../table.js";

const start = promisify(execFile);
const command = join(repository, "dist", "bundle", "dsl", "cli", "main.js");
const sample = join(repository, "samples", "01-diabetes", "pipeline.ts");
const python = join(repository, ".interop", "venv", "bin", "pyflyte");
const peerFolder = join(repository, "spec", "golden", "flytekit", "ml_training", "pima_diabetes");
const original = join(peerFolder, "diabetes.py");
const table = join(peerFolder, "pima.csv");

/** From a cold `node` process to the printed accuracy, beside `pyflyte run` of the Python original. */
export const cold: Part = {
  name: "cold",
  title: "Cold process to accuracy printed",
  async measure(): Promise<readonly Row[]> {
    const ours = await time(9, () =>
      run(process.execPath, [command, "run", sample, "ExampleFlyte", "--state", "memory"]),
    );
    const peer = existsSync(python) ? await pyflyte() : undefined;
    return [
      {
        what: "`flytepath run samples/01-diabetes/pipeline.ts ExampleFlyte`, cold process",
        figure: inMilliseconds(ours),
        goal: "≤ 450 ms, ≥ 10 × faster than pyflyte",
        peer:
          peer === undefined
            ? "pyflyte: not installed (`npm run interop` makes the environment)"
            : `pyflyte run: ${inMilliseconds(peer)} (${(peer / ours).toFixed(1)} ×)`,
      },
    ];
  },
};

async function pyflyte(): Promise<number> {
  const args = [
    "run",
    original,
    "diabetes_xgboost_model",
    "--dataset",
    table,
    "--test_split_ratio",
    "0.66",
    "--seed",
    "5",
  ];
  return await time(3, () => run(python, args));
}

async function run(file: string, args: readonly string[]): Promise<void> {
  const { stdout, stderr } = await start(file, args, { cwd: repository });
  if (!`${stdout}${stderr}`.includes("0.7238658777120316"))
    throw new Error(`no accuracy was printed:\n${stdout}${stderr}`);
}
