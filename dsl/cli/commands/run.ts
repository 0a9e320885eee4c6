import { resolve } from "node:path";
import { failure } from "../../../lib/errors/index.js";
import { compile } from "../../compile/index.js";
import { type IfRunning, type RunOptions, start } from "../../run/index.js";
import type { Fault, FaultKind } from "../../testing/index.js";
import { backendOf } from "../backend-of.js";
import { exitCode } from "../exit-code.js";
import { findPipeline } from "../find-pipeline.js";
import { follow } from "../follow.js";
import { describeInputs } from "../help-inputs.js";
import { onStop } from "../on-stop.js";
import { readCount } from "../read-count.js";
import { readInputs } from "../read-inputs.js";
import { type Origin, optionsOf } from "../runs/origin.js";
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
  readonly chaos?: string;
  readonly register?: readonly string[];
  readonly overwriteCache?: boolean;
  /** False where outputs are neither looked up nor kept. */
  readonly cache?: boolean;
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
  const known = await optionsOf(originOfFlags(flags, { file: resolve(file), pipeline: target.name }));
  const backend = await backendOf(flags.backend);
  const { ifRunning, durability } = flags;
  const seed = readCount("--chaos", flags.chaos, { least: 0 });
  // Under faults it is begun several times, and is the same run each time.
  const runId = flags.runId ?? (seed === undefined ? undefined : `chaos-${seed}-${Date.now().toString(36)}`);
  const isKept = flags.state !== "memory";
  const options: RunOptions = {
    state: flags.state,
    withNewCode: flags.withNewCode === true,
    ...known,
    ...(runId === undefined ? {} : { runId }),
    ...(durability === undefined ? {} : { durability }),
    ...(ifRunning === undefined ? {} : { ifRunning }),
    ...(backend === undefined ? {} : { backend }),
  };
  const shown = { title: target.name, dag: compiled.dag, json: flags.json === true, streams, isKept };
  const go = (more?: Disturbance) =>
    follow(start(compiled, inputs, { ...options, ...(more && { signal: more.stop }) }), {
      ...shown,
      ...(more && { over: more.over }),
    });
  try {
    return seed === undefined ? await go() : await disturbed(seed, go, streams.stderr);
  } finally {
    if (typeof backend === "object") await backend[Symbol.asyncDispose]();
  }
}

/** What a go of a run under faults hears of. */
interface Disturbance {
  /** Fires when a fault has ended it. */
  readonly over: AbortSignal;
  /** Fires when the run is to end; it has fired in every go after that one. */
  readonly stop: AbortSignal;
}

// Faults are told on stderr, so that what is on stdout is what any run writes there.
async function disturbed(
  seed: number,
  go: (more: Disturbance) => Promise<number>,
  stderr: NodeJS.WriteStream,
): Promise<number> {
  const { withFaults } = await import("../../testing/index.js");
  const made = new Map<FaultKind, number>();
  const stop = new AbortController();
  let goes = 0;
  const onFault = ({ kind, at }: Fault) => {
    made.set(kind, (made.get(kind) ?? 0) + 1);
    writeLines(stderr, [`fault: ${kind} ${at}`]);
  };
  // A fault may end the run's owner before it has kept that somebody wants the run to end.
  const forget = onStop(({ cause }) => stop.abort(cause));
  try {
    const code = await withFaults({ seed, onFault }, (over) => {
      goes += 1;
      return go({ over, stop: stop.signal });
    });
    const counts = [...made].map(([kind, count]) => `${count} × ${kind}`);
    writeLines(stderr, ["", `chaos ${seed}: ${counts.join(", ") || "no faults"}; the run was begun ${times(goes)}`]);
    return code;
  } finally {
    forget();
  }
}

function times(count: number): string {
  return count === 1 ? "once" : `once and gone on with ${count - 1} times`;
}

function originOfFlags(
  { backend, concurrency, register = [], overwriteCache, cache }: RunFlags,
  code: Pick<Origin, "file" | "pipeline">,
): Origin {
  const count = readCount("--concurrency", concurrency);
  const caching = cache === false ? "off" : overwriteCache ? "overwrite" : undefined;
  if (cache === false && overwriteCache) {
    throw failure("COMMAND_USAGE_WRONG", { why: "--no-cache keeps no outputs, so --overwrite-cache replaces none" });
  }
  if (register.length > 0 && backend !== "embedded") {
    const why = `--register is for the embedded emulator, not for ${backend}; \`flytepath emulator start\` takes it, too`;
    throw failure("COMMAND_USAGE_WRONG", { why });
  }
  return {
    ...code,
    backend,
    register: register.map((each) => resolve(each)),
    ...(count === undefined ? {} : { concurrency: count }),
    ...(caching === undefined ? {} : { caching }),
  };
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

function showUsage(usage: string, asked: boolean, { stdout }: Streams): number {
  if (!asked) throw failure("COMMAND_USAGE_WRONG", { why: "the file that exports the pipeline is missing" });
  writeLines(stdout, [usage]);
  return exitCode.succeeded;
}
