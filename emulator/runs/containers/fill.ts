import { mkdir, stat, writeFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { toBinary } from "@bufbuild/protobuf";
import type { Attempt } from "../../../lib/engine/index.js";
import { LiteralMapSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { TaskTemplateSchema } from "../../../lib/idl/gen/flyteidl/core/tasks_pb.js";
import { encodeLiterals, encodeTaskSpec } from "../../../lib/idl/index.js";
import type { AttemptPaths } from "./attempt-paths.js";
import type { Wanted, WantedTask } from "./command-of.js";
import type { Start } from "./containers.js";
import { withFoldersOfOne } from "./folders-of-one.js";
import { asksForTemplate, type Fields, fillTemplate } from "./template.js";
import type { Site } from "./site.js";

/** Writes down the inputs of an attempt and makes the folder of its outputs, and fills in the template of its command. */
export async function fill(
  { task, inputs, attempt, site }: Start,
  { wanted, paths }: { readonly wanted: WantedTask; readonly paths: AttemptPaths },
): Promise<WantedTask> {
  await mkdir(paths.outputPrefix, { recursive: true });
  // A container of a mapped task gets the whole lists, and picks its element by the variables it is given.
  const given = attempt.element?.inputs ?? inputs;
  const settled = await withFoldersOfOne(given);
  // What the node is told to have got stays as it was given.
  const input = settled === given ? paths.input : join(paths.outputPrefix, "inputs.pb");
  await writeFile(input, toBinary(LiteralMapSchema, encodeLiterals(settled)));
  const { before: initial = [], beside = [] } = wanted.companions ?? {};
  const words = [wanted, ...initial, ...beside].flatMap(({ command, args }) => [...command, ...args]);
  const taskTemplatePath = join(paths.inputPrefix, "task.pb");
  if (words.some(asksForTemplate)) {
    const { template } = encodeTaskSpec(task, site.place);
    if (template !== undefined) await writeFile(taskTemplatePath, toBinary(TaskTemplateSchema, template));
  }
  const before = await checkpointBefore(site, attempt);
  const fields: Fields = {
    input,
    inputPrefix: paths.inputPrefix,
    outputPrefix: paths.outputPrefix,
    rawOutputDataPrefix: paths.raw,
    perRetryUniqueKey: paths.name,
    taskTemplatePath,
    checkpointOutputPrefix: paths.checkpoint,
    // Flyte says none by two quotation marks.
    prevCheckpointPrefix: before ?? '""',
    namespace: `${site.project}-${site.domain}`,
  };
  const known = { name: paths.name, namespace: fields.namespace };
  const filled = (word: string) => fillTemplate(word, fields, inputs);
  const filledIn = <W extends Wanted>(each: W): W => ({
    ...each,
    command: each.command.map(filled),
    args: each.args.map(filled),
    ...(each.own && { env: { ...each.env, ...mapValues(each.own, (field) => known[field]) } }),
  });
  const companions = wanted.companions && { before: initial.map(filledIn), beside: beside.map(filledIn) };
  return { ...filledIn(wanted), ...(companions && { companions }) };
}

async function checkpointBefore({ places }: Site, { nodeId, attempt }: Attempt): Promise<string | undefined> {
  const checkpoint = places.checkpointsBefore(nodeId, attempt);
  if (checkpoint === undefined) return undefined;
  // What lies elsewhere than on this machine is for the task to look at.
  if (checkpoint === undefined || !isAbsolute(checkpoint)) return checkpoint;
  return (await stat(checkpoint).catch(() => undefined)) === undefined ? undefined : checkpoint;
}

function mapValues<V>(record: Readonly<Record<string, V>>, map: (value: V) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
