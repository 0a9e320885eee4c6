import { existsSync } from "node:fs";
import { failure } from "../../../lib/errors/index.js";
import type { Journal, RunInfo } from "../../../lib/journal/index.js";
import type { Literals } from "../../../lib/types/index.js";
import { compile } from "../../compile/index.js";
import { type IfRunning, type RunOptions, start, storedInputs } from "../../run/index.js";
import { backendOf } from "../backend-of.js";
import { findPipeline } from "../find-pipeline.js";
import { follow } from "../follow.js";
import { readCount } from "../read-count.js";
import { openState, withRun } from "../runs/open.js";
import { type Origin, optionsOf, originOf } from "../runs/origin.js";
import { processStreams, type Streams, writeLines } from "../streams.js";

/** Flags of `flytepath resume` and `flytepath rerun`. */
export interface AgainFlags {
  readonly state: string;
  readonly json?: boolean;
  /** Where the code is, when it is not where the run was started from. */
  readonly file?: string;
  readonly backend?: string;
  readonly concurrency?: string;
}

/** `flytepath resume`: goes on with a run, by default the newest that was interrupted; gives the exit code. */
export async function resumeCommand(
  run: string | undefined,
  { withNewCode, ifRunning, ...flags }: AgainFlags & { readonly withNewCode?: boolean; readonly ifRunning?: IfRunning },
  streams: Streams = processStreams,
): Promise<number> {
  const id = run ?? (await newestInterrupted(flags.state));
  return await withRun({ state: flags.state, run: id }, (journal, info) =>
    again(journal, info, {
      flags,
      streams,
      inputs: storedInputs,
      options: { runId: id, withNewCode: withNewCode === true, ...(ifRunning === undefined ? {} : { ifRunning }) },
    }),
  );
}

/** `flytepath rerun`: runs the pipeline of a run over the same inputs once more, under another id; gives the exit code. */
export async function rerunCommand(
  run: string,
  {
    from,
    failed,
    runId,
    ...flags
  }: AgainFlags & { readonly from?: string; readonly failed?: boolean; readonly runId?: string },
  streams: Streams = processStreams,
): Promise<number> {
  const repeats = { run, ...(from === undefined ? {} : { from }), ...(failed ? { failed } : {}) };
  return await withRun({ state: flags.state, run }, async (journal, info) =>
    again(journal, info, {
      flags,
      streams,
      inputs: await journal.inputs(run),
      options: { repeats, ...(runId === undefined ? {} : { runId }) },
    }),
  );
}

async function newestInterrupted(state: string): Promise<string> {
  await using journal = await openState(state);
  const found = journal?.list().find(({ standing }) => standing === "interrupted");
  if (found === undefined) throw failure("COMMAND_NOTHING_TO_RESUME", { state });
  return found.id;
}

interface Again {
  readonly flags: AgainFlags;
  readonly streams: Streams;
  readonly inputs: Literals;
  readonly options: RunOptions;
}

async function again(journal: Journal, info: RunInfo, { flags, streams, inputs, options }: Again): Promise<number> {
  const origin = originFor(info, flags);
  const target = await findPipeline(origin.file, origin.pipeline === "" ? undefined : origin.pipeline);
  const compiled = compile(target);
  const backend = await backendOf(origin.backend);
  const run = start(compiled, inputs, {
    ...options,
    state: flags.state,
    journal,
    ...(await optionsOf({ ...origin, pipeline: target.name })),
    ...(backend === undefined ? {} : { backend }),
  });
  try {
    const json = flags.json === true;
    const code = await follow(run, { title: target.name, dag: compiled.dag, json, streams, isKept: true });
    const left = new Set(run.owed().map(({ execution }) => execution));
    for (const { execution } of options.runId === info.id ? (info.owed ?? []) : []) {
      if (!json && !left.has(execution)) writeLines(streams.stderr, ["", `Flyte was told to end ${execution}`]);
    }
    return code;
  } finally {
    await backend?.[Symbol.asyncDispose]();
  }
}

function originFor({ id, origin }: RunInfo, { file, backend, concurrency }: AgainFlags): Origin {
  const known = originOf(origin);
  const count = readCount("--concurrency", concurrency) ?? known?.concurrency;
  const where = file ?? known?.file;
  if (where === undefined || !existsSync(where)) throw failure("COMMAND_RUN_CODE_UNKNOWN", { run: id, file: where });
  return {
    ...known,
    file: where,
    pipeline: known?.pipeline ?? "",
    backend: backend ?? known?.backend ?? "embedded",
    ...(count === undefined ? {} : { concurrency: count }),
  };
}
