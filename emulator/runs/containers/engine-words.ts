import { readQuantity } from "../../../lib/dag/index.js";
import type { Wanted } from "./command-of.js";

/** What is said to a container engine. */
export interface EngineRun {
  readonly engine: string;
  readonly name: string;
  readonly wanted: Wanted;
  /** Names of variables that the container gets from the engine's own environment. */
  readonly env: readonly string[];
  readonly mounts: readonly { readonly from: string; readonly to: string }[];
  readonly cwd?: string;
}

/**
 * The command line that runs a container: same storage paths as here, the network of this machine, so that the emulator is
 * reached as from here, and limits as the task has them (its requests where it has none).
 */
export function engineWords({ engine, name, wanted, env, mounts, cwd }: EngineRun): readonly string[] {
  const { image, command, args, resources } = wanted;
  const { requests = {}, limits = {} } = resources;
  const cpu = cpus(limits.cpu ?? requests.cpu);
  const memory = bytes(limits.memory ?? requests.memory);
  const [program, ...rest] = command;
  return [
    engine,
    "run",
    "--name",
    name,
    "--network",
    "host",
    ...mounts.flatMap(({ from, to }) => ["--volume", `${from}:${to}`]),
    ...env.flatMap((key) => ["--env", key]),
    ...(cpu === undefined ? [] : ["--cpus", cpu]),
    ...(memory === undefined ? [] : ["--memory", memory]),
    ...(cwd === undefined ? [] : ["--workdir", cwd]),
    ...(program === undefined ? [] : ["--entrypoint", program]),
    image,
    ...rest,
    ...args,
  ];
}

function cpus(amount: string | undefined): string | undefined {
  const number = readQuantity(amount ?? "");
  return number === undefined ? undefined : String(number);
}

function bytes(amount: string | undefined): string | undefined {
  const number = readQuantity(amount ?? "");
  return number === undefined ? undefined : String(Math.round(number));
}
