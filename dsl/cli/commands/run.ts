import { resolve } from "node:path";
import { compile } from "../../compile/index.js";
import { type IfRunning, start } from "../../run/index.js";
import { backendOf } from "../backend-of.js";
import { exitCode } from "../exit-code.js";
import { findPipeline } from "../find-pipeline.js";
import { follow } from "../follow.js";
import { describeInputs } from "../help-inputs.js";
import { readCount } from "../read-count.js";
import { readInputs } from "../read-inputs.js";
import { toJsonOrigin } from "../runs/origin.js";
import { type Streams, writeLines } from "../streams.js";

/** Flags of `flytepath run` that are not inputs. */
export interface RunFlags {
  readonly inputs?: string;
  readonly backend: string;
  readonly state: string;
  readonly concurrency?: string;
  readonly runId?: string;
  readonly ifRunning?: IfRunning;
  readonly withNewCode?: boolean;
  readonly durability?: "normal" | "full";
  readonly json?: boolean;
  readonly help?: boolean;
}

/**
 * `flytepath run`: runs a pipeline to its end; gives the exit code. `args` are the file, the pipeline and the flags of its
 * inputs; `usage` is the help of the command itself.
 */
export async function runCommand(
  args: readonly string[],
  flags: RunFlags,
  { usage, streams }: { readonly usage: string; readonly streams: Streams },
): Promise<number> {
  const { file, pipeline, inputArgs } = splitArgs(args);
  if (file === undefined) return showUsage(usage, flags.help === true, streams);
  const target = await findPipeline(file, pipeline);
  const compiled = compile(target);
  if (flags.help === true) {
    writeLines(streams.stdout, [usage, ...describeInputs(target, compiled.dag)]);
    return exitCode.succeeded;
  }
  const inputs = await readInputs(inputArgs, { file: flags.inputs, target, dag: compiled.dag });
  const concurrency = readCount("--concurrency", flags.concurrency);
  const backend = await backendOf(flags.backend);
  const { runId, ifRunning, durability } = flags;
  const run = start(compiled, inputs, {
    state: flags.state,
    withNewCode: flags.withNewCode === true,
    origin: toJsonOrigin({
      file: resolve(file),
      pipeline: target.name,
      backend: flags.backend,
      ...(concurrency === undefined ? {} : { concurrency }),
    }),
    ...(runId === undefined ? {} : { runId }),
    ...(durability === undefined ? {} : { durability }),
    ...(ifRunning === undefined ? {} : { ifRunning }),
    ...(backend === undefined ? {} : { backend }),
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  const isKept = flags.state !== "memory";
  try {
    return await follow(run, { title: target.name, dag: compiled.dag, json: flags.json === true, streams, isKept });
  } finally {
    if (typeof backend === "object") await backend[Symbol.asyncDispose]();
  }
}

// The words before the first flag; commander leaves the flags that it does not know behind them.
function splitArgs(args: readonly string[]): {
  readonly file: string | undefined;
  readonly pipeline: string | undefined;
  readonly inputArgs: readonly string[];
} {
  const firstFlag = args.findIndex((arg) => arg.startsWith("-"));
  const words = args.slice(0, Math.min(2, firstFlag < 0 ? args.length : firstFlag));
  return { file: words[0], pipeline: words[1], inputArgs: args.slice(words.length) };
}

function showUsage(usage: string, asked: boolean, { stdout, stderr }: Streams): number {
  writeLines(asked ? stdout : stderr, [usage]);
  return asked ? exitCode.succeeded : exitCode.usage;
}
