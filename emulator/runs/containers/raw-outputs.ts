import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { toBinary } from "@bufbuild/protobuf";
import { TaskError } from "../../../lib/errors/index.js";
import { LiteralMapSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { encodeLiterals } from "../../../lib/idl/index.js";
import type { Task } from "../../../lib/dag/index.js";
import { describeType, type FlowType, type Literal, parseText } from "../../../lib/types/index.js";
import type { AttemptPaths } from "./attempt-paths.js";
import type { DataPaths } from "./command-of.js";

const longest = 1024;

/**
 * Gathers what a raw container left as `outputs.pb`: a file for each declared output, of at most 1024 bytes where it is a value.
 * Fails with a TaskError: `OutputUploadFailed`, also with the text of a file `_ERROR` that the container left.
 */
export async function readRawOutputs(
  { outputPath }: DataPaths,
  { task, paths }: { readonly task: Task; readonly paths: AttemptPaths },
): Promise<void> {
  const names = await readdir(outputPath);
  if (names.includes("_ERROR")) throw refused((await readFile(join(outputPath, "_ERROR"), "utf8")).trim());
  const outputs: Record<string, Literal> = {};
  for (const [name, { type }] of Object.entries(task.interface.outputs)) {
    const found = names.includes(name) ? [name] : names.filter((each) => each.startsWith(`${name}.`));
    if (found.length !== 1) {
      throw refused(`the container left ${found.length === 0 ? "no" : "more than one"} file for the output ${name}`);
    }
    outputs[name] = await read(join(outputPath, found[0]!), { name, type, raw: paths.raw });
  }
  if (Object.keys(outputs).length === 0) return;
  await writeFile(join(paths.outputPrefix, "outputs.pb"), toBinary(LiteralMapSchema, encodeLiterals(outputs)));
}

async function read(
  path: string,
  { name, type, raw }: { readonly name: string; readonly type: FlowType; readonly raw: string },
): Promise<Literal> {
  if (type.kind === "blob") {
    const uri = `${raw}/${name}`;
    await mkdir(dirname(uri), { recursive: true });
    await cp(path, uri, { recursive: true });
    return { kind: "blob", uri, format: type.format, dimensionality: type.dimensionality };
  }
  const { size } = await stat(path);
  if (size > longest) throw refused(`the output ${name} has ${size} bytes, expected at most ${longest}`);
  try {
    return parseText((await readFile(path, "utf8")).trim(), type);
  } catch (cause) {
    throw refused(`the output ${name} is no ${describeType(type)}, or none that a raw container can give`, cause);
  }
}

function refused(message: string, cause?: unknown): TaskError {
  return new TaskError(message, { code: "OutputUploadFailed", ...(cause === undefined ? {} : { cause }) });
}
