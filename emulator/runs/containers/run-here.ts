import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { AttemptPaths } from "./attempt-paths.js";
import type { Wanted } from "./command-of.js";
import type { Start } from "./containers.js";
import { flyteVariables, inherited } from "./environment.js";
import type { ImageRule } from "./options.js";
import { readRawOutputs } from "./raw-outputs.js";
import { writeRawInputs } from "./raw-inputs.js";
import { type End, runCommand } from "./run-command.js";
import { giveSecrets } from "./secrets.js";

/** An attempt whose command is filled in. */
export interface ContainerJob extends Start {
  readonly paths: AttemptPaths;
  readonly wanted: Wanted;
  readonly rule: Omit<ImageRule, "image">;
  /** A folder of the attempt's own, which is gone after it. */
  readonly scratch: string;
}

/** Runs the command of a container as a process of this machine. */
export async function runHere(job: ContainerJob): Promise<End> {
  const { task, attempt, paths, wanted, rule, scratch, options } = job;
  const { environment = process.env, grace = 3_000 } = options;
  const folders = { work: join(scratch, "work"), tmp: join(scratch, "tmp"), secrets: join(scratch, "secrets") };
  await Promise.all([folders.work, folders.tmp].map((folder) => mkdir(folder)));
  const cwd = rule.cwd === undefined ? folders.work : resolve(rule.cwd);
  const near = wanted.data && {
    ...wanted.data,
    inputPath: join(scratch, "inputs"),
    outputPath: join(scratch, "outputs"),
  };
  if (near !== undefined) await writeRawInputs(near, job);
  // A path that the image would have is one of the attempt's own here.
  const mapped = (word: string) =>
    wanted.data === undefined || near === undefined
      ? word
      : moved(moved(word, wanted.data.inputPath, near.inputPath), wanted.data.outputPath, near.outputPath);
  const env = {
    ...inherited(environment, rule),
    TMPDIR: folders.tmp,
    ...mapValues(wanted.env, mapped),
    ...(await giveSecrets(task.security?.secrets ?? [], environment, folders.secrets)),
    ...flyteVariables(task, attempt, job),
  };
  const words = unpackHere([...wanted.command, ...wanted.args].map(mapped), folders.work);
  const { signal } = attempt;
  const end = await runCommand({ image: wanted.image, words, env, cwd, log: paths.log }, { signal, grace });
  if (near !== undefined && end.exitCode === 0) await readRawOutputs(near, job);
  return end;
}

// Attempts that unpack the same code into one folder at once would break each other.
function unpackHere(words: readonly string[], folder: string): readonly string[] {
  const end = words.indexOf("--");
  const flag = words.indexOf("--dest-dir");
  if (!words.includes("--additional-distribution") || flag < 0 || (end >= 0 && flag > end)) return words;
  return words.map((word, index) => (index === flag + 1 ? folder : word));
}

function moved(text: string, from: string, to: string): string {
  const plain = from.replace(/\/+$/, "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(new RegExp(`${plain}(?![\\w.-])`, "g"), () => to);
}

function mapValues(record: Readonly<Record<string, string>>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
