import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pimaTable } from "../../../samples/01-diabetes/pima-table.js";
import { repository } from "../../support/sources.js";
import { inMilliseconds, type Part, type Row } from "../table.js";

const start = promisify(execFile);
const python = join(repository, ".interop", "venv", "bin", "python");
const script = join(repository, "spec", "interop", "python", "bench_boosters.py");
const program = (name: string) => join(repository, "dist", "spec", "bench", "programs", `${name}.js`);

type Figures = Readonly<Record<"bin" | "train" | "predict" | "peak" | "first" | "cold" | "warm", number>>;

/** Training, binning and prediction beside Python xgboost, each measured in a process of its own. */
export const xgboost: Part = {
  name: "xgboost",
  title: "XGBoost, one thread unless stated",
  async measure(): Promise<readonly Row[]> {
    const folder = mkdtempSync(join(tmpdir(), "flytepath-bench-"));
    try {
      return [...(await pima(folder)), ...(await large(100_000, folder)), ...(await large(1_000_000, folder))];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function pima(folder: string): Promise<readonly Row[]> {
  const table = join(folder, "pima.csv");
  writeFileSync(table, pimaTable);
  const ours = await figures(process.execPath, [program("pima-fit")]);
  const peer = await peerOf(["pima", table]);
  const what = "fit of the Pima split (514 rows, 100 trees, depth 4)";
  return [
    row(`${what}, first of a process`, { ours, peer, of: "cold", goal: "≤ 60 ms" }),
    row(`${what}, warm`, { ours, peer, of: "warm", goal: "≤ 15 ms" }),
  ];
}

async function large(rows: number, folder: string): Promise<readonly Row[]> {
  const file = join(folder, `${rows}.f32`);
  const fit = (threads: string) =>
    figures(process.execPath, ["--max-old-space-size=8192", program("large-fit"), String(rows), file, threads]);
  const ours = await fit("1");
  const peer = await peerOf(["large", String(rows), file, "1"]);
  const two = await fit("2");
  const peerTwo = await peerOf(["large", String(rows), file, "2"]);
  if (peer !== undefined && Math.fround(peer.first) !== ours.first)
    throw new Error(`the first prediction is ${ours.first}, but Python's is ${peer.first}`);
  const what = `${rows.toLocaleString("en")} × 28`;
  return [
    row(`${what}: QuantileDMatrix`, { ours, peer, of: "bin", goal: "≤ 1.0 ×" }),
    row(`${what}: 50 rounds, depth 6`, { ours, peer, of: "train", goal: "≤ 1.5 ×" }),
    {
      what: `${what}: 50 rounds, depth 6, two threads`,
      figure: `${inMilliseconds(two.train, 1)} (${(ours.train / two.train).toFixed(2)} × as fast as one)`,
      goal: "≥ 1.6 × as fast as one",
      peer:
        peer === undefined || peerTwo === undefined
          ? "–"
          : `Python xgboost: ${inMilliseconds(peerTwo.train, 1)} (${(peer.train / peerTwo.train).toFixed(2)} × as fast as one)`,
    },
    row(`${what}: prediction`, { ours, peer, of: "predict", goal: "≤ 1.5 ×" }),
    row(`${what}: peak memory`, { ours, peer, of: "peak", goal: "≤ 2 ×" }),
  ];
}

interface Compared {
  readonly ours: Figures;
  readonly peer: Figures | undefined;
  readonly of: keyof Figures;
  readonly goal: string;
}

function row(what: string, { ours, peer, of, goal }: Compared): Row {
  const said = (figure: number) => (of === "peak" ? `${figure.toFixed(0)} MiB` : inMilliseconds(figure, 1));
  if (peer === undefined) {
    const absent = "Python xgboost: not installed (`npm run interop` makes the environment)";
    return { what, figure: said(ours[of]), goal, peer: absent };
  }
  const ratio = (ours[of] / peer[of]).toFixed(2);
  return { what, figure: said(ours[of]), goal, peer: `Python xgboost: ${said(peer[of])} (${ratio} ×)` };
}

async function peerOf(args: readonly string[]): Promise<Figures | undefined> {
  return existsSync(python) ? await figures(python, [script, ...args]) : undefined;
}

async function figures(file: string, args: readonly string[]): Promise<Figures> {
  const { stdout } = await start(file, args, { cwd: repository, maxBuffer: 1 << 20 });
  const line = stdout.split("\n").find((text) => text.startsWith("{"));
  return JSON.parse(line!) as Figures;
}
