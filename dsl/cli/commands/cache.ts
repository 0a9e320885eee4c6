import { existsSync } from "node:fs";
import { join } from "node:path";
import { folderBlobs } from "../../../lib/blobs/index.js";
import type { Dag, Node, Task, Workflow } from "../../../lib/dag/index.js";
import { failure } from "../../../lib/errors/index.js";
import type { Journal } from "../../../lib/journal/index.js";
import { type Literals, toJson } from "../../../lib/types/index.js";
import { compile } from "../../compile/index.js";
import type { CacheExplanation, FolderCache, KeptEntry } from "../../run/cache/index.js";
import { exitCode } from "../exit-code.js";
import { findPipeline } from "../find-pipeline.js";
import { plainValues } from "../plain-values.js";
import { readCount } from "../read-count.js";
import { findStep, historyOf, type StepHistory } from "../runs/history.js";
import { openState } from "../runs/open.js";
import { moment } from "../runs/tables.js";
import { processStreams, type Streams, writeJson, writeLines } from "../streams.js";

interface Flags {
  readonly state: string;
  readonly json?: boolean;
}

/** `flytepath cache explain`: which part of a step's key changed; gives the exit code. */
export async function explainCommand(
  target: string,
  step: string,
  { state, json }: Flags,
  { stdout }: Streams = processStreams,
): Promise<number> {
  await using journal = await openState(state);
  const found = await findWork(journal, { target, step, state });
  const { task, inputs, since } = found;
  if (task.cache === undefined) throw failure("COMMAND_STEP_UNCACHED", { step, task: task.ref.name });
  const own = folderBlobs(join(state, "blobs"));
  const { digestFile, explainCache } = await import("../../run/cache/index.js");
  using cache = await openFolder(state);
  const explanation = await explainCache(cache ?? { list: () => [] }, {
    task,
    inputs,
    since,
    digestFile: (uri) => digestFile({ own, others: () => [] }, uri),
  });
  const before = explanation.entry === undefined ? undefined : await inputsOf(journal, explanation.entry);
  if (json) writeJson(stdout, { kind: "result", step, task: task.ref.name, ...plainOf(explanation) });
  else writeLines(stdout, explained(explanation, { step, before, ...found }));
  return exitCode.succeeded;
}

/** `flytepath cache list`: what is kept; gives the exit code. */
export async function listCacheCommand(
  { state, json, task, limit }: Flags & { readonly task?: string; readonly limit?: string },
  { stdout, stderr }: Streams = processStreams,
): Promise<number> {
  using cache = await openFolder(state);
  const entries = cache?.list({ task, limit: readCount("--limit", limit) }) ?? [];
  if (json) for (const { outputs, ...entry } of entries) writeJson(stdout, { ...entry, outputs: plainValues(outputs) });
  if (json) writeJson(stdout, { kind: "result", entries: entries.length });
  else if (entries.length === 0) writeLines(stderr, [`nothing is cached in ${state}`]);
  else {
    const lines = entries.map(({ task: name, run, node, at, parts }) =>
      [moment(at), name, `version ${parts.version}`, `by ${node} of ${run}`].join("  "),
    );
    writeLines(stdout, lines);
  }
  return exitCode.succeeded;
}

/** `flytepath cache clear`: forgets what is kept; gives the exit code. */
export async function clearCacheCommand(
  { state, json, task }: Flags & { readonly task?: string },
  { stdout }: Streams = processStreams,
): Promise<number> {
  using cache = await openFolder(state);
  const cleared = cache?.clear(task) ?? 0;
  if (json) writeJson(stdout, { kind: "result", cleared });
  else writeLines(stdout, [`forgot the outputs of ${cleared} ${cleared === 1 ? "step" : "steps"}`]);
  return exitCode.succeeded;
}

// Looking makes no folder.
async function openFolder(state: string): Promise<FolderCache | undefined> {
  if (state === "memory" || !existsSync(join(state, "cache.db"))) return undefined;
  const { openCache } = await import("../../run/cache/index.js");
  return openCache(state);
}

interface Work {
  readonly task: Task;
  readonly inputs: Literals;
  /** When the step began, where it is asked what became of it then; else it is asked what would now. */
  readonly since?: number;
}

async function findWork(
  journal: Journal | undefined,
  { target, step, state }: { readonly target: string; readonly step: string; readonly state: string },
): Promise<Work> {
  const isRun = journal?.find(target) !== undefined;
  if (!isRun && !existsSync(target)) {
    const known = journal?.list({ limit: 20 }).map(({ id }) => id) ?? [];
    throw failure("JOURNAL_RUN_UNKNOWN", { run: target, known });
  }
  const dag = isRun ? undefined : compile(await findPipeline(target, undefined)).dag;
  const run = isRun ? target : journal?.list({ pipeline: dag!.ref.name, limit: 1 })[0]?.id;
  if (run === undefined || journal === undefined) {
    throw failure("COMMAND_PIPELINE_NEVER_RAN", { pipeline: dag?.ref.name ?? target, state });
  }
  const steps = historyOf(await journal.events(run));
  const found = findStep(steps, step);
  const task = found === undefined ? undefined : taskOf(dag ?? journal.dag(run), found);
  if (found === undefined || task === undefined) {
    throw failure("RUN_STEP_UNKNOWN", { run, step, known: steps.map(({ path }) => path.join(".")) });
  }
  return { task, inputs: found.inputs ?? {}, ...(isRun ? { since: found.startedAt } : {}) };
}

// By the names on its path, through the workflows inside.
function taskOf(dag: Dag, { path }: StepHistory): Task | undefined {
  let within: Workflow | undefined = dag;
  let node: Node | undefined;
  for (const name of path) {
    node = within?.nodes.find(({ id, name: own = id }) => own === name || id === name);
    const target: Node["target"] | undefined = node?.target;
    within = target?.kind === "workflow" ? dag.workflows[target.workflow] : undefined;
  }
  if (node?.target.kind === "array") node = node.target.node;
  return node?.target.kind === "task" ? dag.tasks[node.target.task] : undefined;
}

async function inputsOf(journal: Journal | undefined, { run, node }: KeptEntry): Promise<Literals> {
  if (journal?.find(run) === undefined) return {};
  const steps = historyOf(await journal.events(run));
  return steps.find((each) => each.node === node)?.inputs ?? {};
}

interface Facts extends Work {
  readonly step: string;
  readonly before: Literals | undefined;
}

function explained({ hit, entry, changed }: CacheExplanation, { step, task, inputs, since, before = {} }: Facts) {
  const [is, takes, differs] =
    since === undefined ? ["would not be", "would take", "would differ"] : ["was not", "took", "differed"];
  if (entry === undefined)
    return [`${step} ${is} cached: nothing of the task ${task.ref.name} ${since === undefined ? "is" : "was"}`];
  const where = `what ${entry.node} of ${entry.run} gave on ${moment(entry.at)}`;
  if (hit) return [`${step} ${takes} ${where}`];
  return [
    `${step} ${is} cached; it ${differs} from ${where} in`,
    ...changed.map(({ part, before: was, now }) => `  ${partLine(part, { was, now, before, inputs })}`),
  ];
}

interface Sides {
  readonly was: string | undefined;
  readonly now: string | undefined;
  readonly before: Literals;
  readonly inputs: Literals;
}

function partLine(part: string, { was, now, before, inputs }: Sides): string {
  if (part === "interface") return "the types of its inputs or outputs";
  if (part === "version") return `the version of its cache: ${was}, now ${now}`;
  if (part === "task") return `the name of its task: ${was}, now ${now}`;
  const name = part.replace(/^inputs\./, "");
  if (was === undefined) return `its input ${name}, which is new`;
  if (now === undefined) return `its input ${name}, which is gone`;
  const [old, current] = [shownValue(before, name), shownValue(inputs, name)];
  if (old === undefined || current === undefined) return `its input ${name}`;
  return isFile(inputs[name])
    ? `the content of its input ${name}: ${old}, now ${current}`
    : `its input ${name}: ${old}, now ${current}`;
}

function shownValue(values: Literals, name: string): string | undefined {
  const value = values[name];
  if (value === undefined) return undefined;
  const text = JSON.stringify(toJson(value));
  return text.length > 100 ? `${text.slice(0, 97)}…` : text;
}

function isFile(value: Literals[string] | undefined): boolean {
  return value?.kind === "blob" || value?.kind === "structuredDataset" || value?.kind === "schema";
}

function plainOf({ entry, ...rest }: CacheExplanation): object {
  const { outputs: _, ...from } = entry ?? { outputs: {} };
  return { ...rest, ...(entry === undefined ? {} : { entry: from }) };
}
