import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Dag } from "../../../lib/dag/index.js";
import { failure } from "../../../lib/errors/index.js";
import type { Journal, RunInfo } from "../../../lib/journal/index.js";
import { fromJson } from "../../../lib/types/index.js";
import { start, storedInputs } from "../../run/index.js";
import { backendOf } from "../backend-of.js";
import { exitCode } from "../exit-code.js";
import { abortedLines, explain, thrownOf } from "../explain.js";
import { plainError } from "../plain-error.js";
import { outputLines, plainValues } from "../plain-values.js";
import { readCount } from "../read-count.js";
import { type AttemptHistory, findStep, historyOf, type StepHistory } from "../runs/history.js";
import { openState, withRun } from "../runs/open.js";
import { originOf } from "../runs/origin.js";
import { infoLines, moment, owedLines, runLines, stepLines } from "../runs/tables.js";
import { processStreams, type Streams, writeJson, writeLines } from "../streams.js";

/** What every command about runs is told. */
export interface RunsFlags {
  readonly state: string;
  readonly json?: boolean;
}

/** `flytepath runs list`: the newest runs; gives the exit code. */
export async function listCommand(
  { state, json, pipeline, limit }: RunsFlags & { readonly pipeline?: string; readonly limit?: string },
  { stdout, stderr }: Streams = processStreams,
): Promise<number> {
  const most = readCount("--limit", limit) ?? 50;
  await using journal = await openState(state);
  const runs = journal?.list({ pipeline, limit: most }) ?? [];
  if (json) for (const run of runs) writeJson(stdout, toLine(run));
  if (json) writeJson(stdout, { kind: "result", runs: runs.length });
  else if (runs.length === 0) writeLines(stderr, [`no runs in ${state}`]);
  else writeLines(stdout, runLines(runs, Date.now()));
  return exitCode.succeeded;
}

/** `flytepath runs show`: a run with its steps and every attempt; gives the exit code. */
export function showCommand(
  run: string,
  { state, json }: RunsFlags,
  { stdout }: Streams = processStreams,
): Promise<number> {
  return withRun({ state, run }, async (journal, info) => {
    const steps = historyOf(await journal.events(run, { large: json ? "whole" : "left out" }));
    const outcome = await journal.outcome(run);
    if (json) {
      const inputs = await journal.inputs(run);
      for (const step of steps) writeJson(stdout, toStep(step));
      writeJson(stdout, { kind: "result", ...toLine(info), inputs: plainValues(inputs), ...toOutcome(outcome) });
      return exitCode.succeeded;
    }
    writeLines(stdout, [...infoLines(info), "", ...stepLines(steps)]);
    if (outcome?.error !== undefined) writeLines(stdout, ["", ...explain(thrownOf(outcome.error))]);
    if (outcome?.cause !== undefined) writeLines(stdout, ["", ...abortedLines(outcome)]);
    // One that runs is still trying.
    if (info.owed !== undefined && info.standing !== "running") writeLines(stdout, ["", ...owedLines(run, info.owed)]);
    return exitCode.succeeded;
  });
}

/** `flytepath runs logs`: what steps told, attempt by attempt; gives the exit code. */
export function logsCommand(
  {
    run,
    step,
    attempt,
  }: { readonly run: string; readonly step?: string | undefined; readonly attempt?: string | undefined },
  { state, json }: RunsFlags,
  { stdout, stderr }: Streams = processStreams,
): Promise<number> {
  const number = readCount("--attempt", attempt);
  return withRun({ state, run }, async (journal) => {
    const steps = historyOf(await journal.events(run, { large: "left out" }));
    const wanted = step === undefined ? steps : [stepOf(steps, run, step)];
    let isQuiet = true;
    for (const { name, node, attempts } of wanted) {
      for (const each of attempts.filter((one) => number === undefined || one.attempt + 1 === number)) {
        const { attempt: at, element, lines } = each;
        const where = element === undefined ? "" : `[${element}]`;
        for (const { at: time, text } of [...lines, ...failedLine(each)]) {
          isQuiet = false;
          if (json) writeJson(stdout, { kind: "log", step: name, node, attempt: at, element, at: time, text });
          else writeLines(stdout, [`${moment(time)}  ${name}${where}#${at + 1}  ${text}`]);
        }
      }
    }
    if (json) writeJson(stdout, { kind: "result", run });
    else if (isQuiet)
      writeLines(stderr, [
        `${[run, step, attempt].filter((part) => part !== undefined).join(" ")}: nothing was logged`,
      ]);
    return exitCode.succeeded;
  });
}

function failedLine({
  phase,
  error,
  endedAt,
}: AttemptHistory): readonly { readonly at: number; readonly text: string }[] {
  return error === undefined || endedAt === undefined ? [] : [{ at: endedAt, text: `${phase}: ${error.message}` }];
}

/** `flytepath runs abort`: ends a run, whoever runs it, and waits for its end; gives the exit code. */
export function abortCommand(
  run: string,
  { state, json, cause = "aborted by the user" }: RunsFlags & { readonly cause?: string },
  { stdout, stderr }: Streams = processStreams,
): Promise<number> {
  return withRun({ state, run }, async (journal, info) => {
    const isOver = info.standing === "ended";
    if (info.owed !== undefined && isOver) await carryOn(journal, info, state);
    if (info.standing !== "ended") {
      journal.requestAbort(run, cause);
      if (!json && info.standing === "running") writeLines(stderr, [`asked process ${info.holder?.pid} to end ${run}`]);
      await untilEnded(journal, info, state);
      await untilTold(journal, run);
    }
    const ended = journal.find(run)!;
    if (json) writeJson(stdout, { kind: "result", ...toLine(ended) });
    else
      writeLines(stdout, [`${run}: ${ended.phase}${isOver ? ", as before" : ""}`, ...owedLines(run, ended.owed ?? [])]);
    return exitCode.succeeded;
  });
}

async function untilEnded(journal: Journal, info: RunInfo, state: string): Promise<void> {
  for (;;) {
    const { standing } = journal.find(info.id) ?? { standing: "ended" };
    if (standing === "ended") return;
    if (standing === "interrupted") {
      await carryOn(journal, info, state);
      return;
    }
    await pause(100);
  }
}

// The process that ran it may still be telling Flyte.
async function untilTold(journal: Journal, run: string): Promise<void> {
  for (let looks = 0; looks < 50; looks += 1) {
    if (journal.find(run)?.owed?.some(({ why }) => why === undefined) !== true) return;
    await pause(100);
  }
}

// Nothing of it is run; what it left on Flyte is ended.
async function carryOn(journal: Journal, { id, origin }: RunInfo, state: string): Promise<void> {
  const backend = await backendOf(originOf(origin)?.backend ?? "embedded");
  const ending = start({ dag: journal.dag(id), code: new Map() }, storedInputs, {
    runId: id,
    state,
    journal,
    ...(backend === undefined ? {} : { backend }),
  });
  await ending.outcome.finally(() => backend?.[Symbol.asyncDispose]());
}

/** `flytepath runs signal`: gives a gate its value; gives the exit code. */
export function signalCommand(
  { run, gate, value }: { readonly run: string; readonly gate: string; readonly value: string },
  { state, json }: RunsFlags,
  { stdout }: Streams = processStreams,
): Promise<number> {
  return withRun({ state, run }, async (journal, { standing, phase }) => {
    if (standing === "ended") throw failure("COMMAND_RUN_ENDED", { run, phase });
    const known = gatesOf(journal.dag(run));
    if (!known.includes(gate)) throw failure("COMMAND_GATE_UNKNOWN", { run, gate, known });
    await journal.giveSignal(run, gate, literalOf(value));
    if (json) writeJson(stdout, { kind: "result", run, gate });
    else writeLines(stdout, [`${run}: ${gate} is ${value}`]);
    return exitCode.succeeded;
  });
}

function gatesOf({ nodes, workflows }: Dag): readonly string[] {
  return [nodes, ...Object.values(workflows).map((each) => each.nodes)]
    .flat()
    .flatMap(({ target }) => (target.kind === "signal" || target.kind === "approve" ? [target.signal] : []));
}

// Approvals are the usual gates; other values are JSON, or the text itself.
function literalOf(text: string) {
  if (text === "true" || text === "false") return { kind: "bool", value: text === "true" } as const;
  if (/^-?\d+$/.test(text)) return fromJson(JSON.parse(text), { kind: "int" });
  if (/^-?\d*\.\d+$/.test(text)) return fromJson(JSON.parse(text), { kind: "float" });
  return { kind: "string", value: text } as const;
}

/** `flytepath runs delete`: forgets runs, their files and their values; gives the exit code. */
export async function deleteCommand(
  runs: readonly string[],
  { state, json }: RunsFlags,
  { stdout }: Streams = processStreams,
): Promise<number> {
  for (const run of runs) {
    await withRun({ state, run }, async (journal) => {
      await journal.delete(run);
      rmSync(join(state, "runs", run), { recursive: true, force: true });
      // A run that repeats this one has outputs that name these files.
      if (journal.list({ limit: 1_000_000 }).some(({ parent }) => parent === run)) return;
      rmSync(join(state, "blobs", "runs", run.replace(/[^\w-]/g, "_")), { recursive: true, force: true });
    });
    if (!json) writeLines(stdout, [`${run}: deleted`]);
  }
  if (json) writeJson(stdout, { kind: "result", deleted: runs });
  return exitCode.succeeded;
}

/** `flytepath outputs`: what a run, or one of its steps, gave; gives the exit code. */
export function outputsCommand(
  run: string,
  step: string | undefined,
  { state, json }: RunsFlags,
  { stdout }: Streams = processStreams,
): Promise<number> {
  return withRun({ state, run }, async (journal, { phase }) => {
    const found = step === undefined ? undefined : stepOf(historyOf(await journal.events(run)), run, step);
    const outputs = step === undefined ? (await journal.outcome(run))?.outputs : found?.outputs;
    if (outputs === undefined) {
      throw failure("COMMAND_OUTPUTS_MISSING", {
        what: step === undefined ? run : `step ${step} of ${run}`,
        phase: found?.phase ?? phase,
      });
    }
    if (json) writeJson(stdout, { kind: "result", run, step, outputs: plainValues(outputs) });
    else writeLines(stdout, outputLines(outputs));
    return exitCode.succeeded;
  });
}

function stepOf(steps: readonly StepHistory[], run: string, wanted: string): StepHistory {
  const found = findStep(steps, wanted);
  if (found === undefined) {
    throw failure("RUN_STEP_UNKNOWN", { run, step: wanted, known: steps.map(({ path }) => path.join(".")) });
  }
  return found;
}

function toLine({ createdAt, endedAt, ...info }: RunInfo): object {
  return { ...info, createdAt, ...(endedAt === undefined ? {} : { endedAt }) };
}

function toStep({ inputs, outputs, error, attempts, ...step }: StepHistory): object {
  return {
    kind: "step",
    ...step,
    ...(error === undefined ? {} : { error: plainError(error) }),
    attempts: attempts.map(({ error: failed, ...attempt }) =>
      failed === undefined ? attempt : { ...attempt, error: plainError(failed) },
    ),
    ...(inputs === undefined ? {} : { inputs: plainValues(inputs) }),
    ...(outputs === undefined ? {} : { outputs: plainValues(outputs) }),
  };
}

function toOutcome(outcome: Awaited<ReturnType<Journal["outcome"]>>): object {
  if (outcome === undefined) return {};
  const { outputs, error, cause } = outcome;
  return {
    ...(outputs === undefined ? {} : { outputs: plainValues(outputs) }),
    ...(error === undefined ? {} : { error: plainError(error) }),
    ...(cause === undefined ? {} : { cause }),
  };
}
