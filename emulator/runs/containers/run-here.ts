import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { AttemptPaths } from "./attempt-paths.js";
import { readQuantity } from "../../../lib/dag/index.js";
import type { DataPaths, Wanted } from "./command-of.js";
import type { Start } from "./containers.js";
import { flyteVariables, inherited } from "./environment.js";
import type { ImageRule } from "./options.js";
import type { Mount } from "./pod-of.js";
import { readRawOutputs } from "./raw-outputs.js";
import { writeRawInputs } from "./raw-inputs.js";
import { marker } from "./site.js";
import { type End, runCommand } from "./run-command.js";
import { giveSecrets } from "./secrets.js";

/** An attempt whose command is filled in. */
export interface ContainerJob extends Start {
  readonly paths: AttemptPaths;
  readonly wanted: Wanted;
  readonly rule: Omit<ImageRule, "image">;
  /** A folder of the attempt's own, which is gone after it. */
  readonly scratch: string;
  /** Ends the container. */
  readonly signal: AbortSignal;
}

/** Runs the command of a container as a process of this machine. */
export async function runHere(job: ContainerJob): Promise<End> {
  const { task, attempt, paths, wanted, rule, scratch, signal, options, grounds } = job;
  const { environment = process.env, grace = 3_000, enforceMemory = true } = options;
  const own = join(scratch, wanted.name ?? "own");
  const folders = { work: join(own, "work"), tmp: join(own, "tmp"), secrets: join(scratch, "secrets") };
  await Promise.all([folders.work, folders.tmp].map((folder) => mkdir(folder, { recursive: true })));
  const cwd = rule.cwd === undefined ? folders.work : resolve(rule.cwd);
  const near = dataHere(wanted.data, scratch);
  if (near !== undefined) await writeRawInputs(near, job);
  const mounts = await mountsHere(wanted.mounts, scratch);
  if (near !== undefined && wanted.data !== undefined) {
    mounts.push({ from: near.inputPath, to: wanted.data.inputPath });
    mounts.push({ from: near.outputPath, to: wanted.data.outputPath });
  }
  // A path that the image would have is one of the attempt's own here.
  const longestFirst = mounts.sort((a, b) => b.to.length - a.to.length);
  const mapped = (word: string) => longestFirst.reduce((text, { from, to }) => moved(text, to, from), word);
  const env = {
    ...inherited(environment, rule),
    TMPDIR: folders.tmp,
    ...mapValues(wanted.env, mapped),
    ...(await giveSecrets(task.security?.secrets ?? [], environment, folders.secrets)),
    ...flyteVariables(task, attempt, job),
    [marker]: grounds.mark,
  };
  // Told as flytekit's own default where it is the folder the command starts in: eager tasks register others with what they
  // are told, and one version has one content.
  const unpacked = cwd === folders.work ? "." : folders.work;
  const words = unpackHere([...wanted.command, ...wanted.args].map(mapped), unpacked);
  const memory = enforceMemory ? readQuantity(wanted.memoryBound ?? "") : undefined;
  const end = await runCommand({ image: wanted.image, words, env, cwd, log: paths.log }, { signal, grace, memory });
  if (near !== undefined && end.exitCode === 0) await readRawOutputs(near, job);
  return end;
}

/** Where the data of a raw container lie on this machine. */
export function dataHere(data: DataPaths | undefined, scratch: string): DataPaths | undefined {
  return data && { ...data, inputPath: join(scratch, "inputs"), outputPath: join(scratch, "outputs") };
}

/** A folder of this machine, and where a container has it. */
export interface MountHere {
  readonly from: string;
  readonly to: string;
}

/** Makes the folders that the containers of an attempt share. */
export async function mountsHere(mounts: readonly Mount[] = [], scratch: string): Promise<MountHere[]> {
  const here = mounts.map(({ path, from }) => ({
    from: "host" in from ? from.host : join(scratch, "volumes", from.shared),
    to: path,
  }));
  await Promise.all(here.map(({ from }) => mkdir(from, { recursive: true })));
  return here;
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
  // A whole path, and not the end of another one.
  return text.replace(new RegExp(`(?<![\\w.-])(?<!(?<!/)/)${plain}(?![\\w.-])`, "g"), () => to);
}

function mapValues(record: Readonly<Record<string, string>>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
