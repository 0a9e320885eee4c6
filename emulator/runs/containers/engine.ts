import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { engineWords } from "./engine-words.js";
import { flyteVariables } from "./environment.js";
import { readRawOutputs } from "./raw-outputs.js";
import { writeRawInputs } from "./raw-inputs.js";
import { type End, runCommand } from "./run-command.js";
import { type ContainerJob, dataHere, mountsHere } from "./run-here.js";
import { giveSecrets } from "./secrets.js";

/** Runs an attempt as a container of Docker or Podman, which is removed afterwards. */
export async function runInEngine(
  engine: "docker" | "podman",
  job: ContainerJob,
): Promise<End & { readonly outOfMemory: boolean }> {
  const { task, attempt, paths, wanted, rule, scratch, signal, options, grounds } = job;
  const { environment = process.env, grace = 3_000 } = options;
  const secrets = join(scratch, "secrets");
  await mkdir(secrets, { recursive: true });
  const near = dataHere(wanted.data, scratch);
  if (near !== undefined) await writeRawInputs(near, job, wanted.data?.inputPath);
  const env = {
    ...rule.env,
    ...wanted.env,
    ...(await giveSecrets(task.security?.secrets ?? [], environment, secrets)),
    ...flyteVariables(task, attempt, job),
  };
  const mounts = [
    { from: grounds.root, to: grounds.root },
    { from: secrets, to: secrets },
    ...(await mountsHere(wanted.mounts, scratch)),
    ...(near === undefined || wanted.data === undefined
      ? []
      : [
          { from: near.inputPath, to: wanted.data.inputPath },
          { from: near.outputPath, to: wanted.data.outputPath },
        ]),
  ];
  const cwd = rule.cwd ?? wanted.cwd;
  const name = ["flytepath", paths.name, ...(wanted.name ? [wanted.name] : [])].join("-");
  const words = engineWords({ engine, name, wanted, env: Object.keys(env), mounts, ...(cwd && { cwd }) });
  // Values reach the engine by its own environment, so that no process list shows a secret.
  const own: Record<string, string> = {};
  for (const [key, value] of Object.entries(environment)) if (value !== undefined) own[key] = value;
  const ask = (...args: readonly string[]) => execa(engine, args, { env: own, extendEnv: false, reject: false });
  try {
    const command = { image: wanted.image, words, env: { ...own, ...env, PATH: own.PATH ?? "" }, cwd: scratch };
    const end = await runCommand({ ...command, log: paths.log }, { signal, grace });
    const { stdout } = await ask("inspect", "--format", "{{.State.OOMKilled}}", name);
    if (near !== undefined && end.exitCode === 0) await readRawOutputs(near, job);
    return { ...end, outOfMemory: stdout?.trim() === "true" };
  } finally {
    await ask("rm", "--force", name);
  }
}
