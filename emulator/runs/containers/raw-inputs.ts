import { cp, mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { toBinary } from "@bufbuild/protobuf";
import { TaskError } from "../../../lib/errors/index.js";
import { LiteralMapSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { encodeLiterals } from "../../../lib/idl/index.js";
import { type Json, type Literal, type Literals, toJson } from "../../../lib/types/index.js";
import type { DataPaths } from "./command-of.js";
import { withFoldersOfOne } from "./folders-of-one.js";
import { goDuration, plainFloat } from "./render-literal.js";

/**
 * Lays out the inputs of a raw container: a file for each value, a folder for each list, map and directory, and all of them once
 * more as `inputs.pb` and `inputs.json` or `inputs.yaml`, which name files by where the container sees them, `shownAt`. Fails with a TaskError `InputDownloadFailed`.
 */
export async function writeRawInputs(
  { inputPath, outputPath, format }: DataPaths,
  { inputs }: { readonly inputs: Literals },
  shownAt = inputPath,
): Promise<void> {
  await mkdir(inputPath, { recursive: true });
  await mkdir(outputPath, { recursive: true });
  const all: Record<string, Json> = {};
  const near: Record<string, Literal> = {};
  for (const [name, literal] of Object.entries(await withFoldersOfOne(inputs))) {
    await lay(literal, join(inputPath, name));
    near[name] = brought(literal, join(shownAt, name));
    all[name] = summary(near[name]);
  }
  await writeFile(join(inputPath, "inputs.pb"), toBinary(LiteralMapSchema, encodeLiterals(near)));
  // JSON is YAML as well.
  if (format !== "PROTO") await writeFile(join(inputPath, `inputs.${format.toLowerCase()}`), JSON.stringify(all));
}

async function lay(literal: Literal, place: string): Promise<void> {
  switch (literal.kind) {
    case "list":
      return await layAll(Object.entries(literal.items), place);
    case "map":
      return await layAll(Object.entries(literal.entries), place);
    case "union":
      return await lay(literal.value, place);
    case "blob":
    case "schema":
    case "structuredDataset":
      return await download(literal.uri, place);
    case "binary":
      return await writeFile(place, Buffer.from(literal.value, "base64"));
    default:
      await writeFile(place, textOf(literal));
  }
}

async function layAll(items: readonly (readonly [string, Literal])[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, item] of items) await lay(item, join(folder, name));
}

function textOf(literal: Literal): string {
  switch (literal.kind) {
    case "none":
      return "null";
    case "float":
      return plainFloat(Number(literal.value));
    case "duration":
      return goDuration(literal.value);
    case "struct":
      return JSON.stringify(literal.value);
    case "error":
      return literal.message;
    default:
      return String(toJson(literal));
  }
}

// What was downloaded is told by where it lies now.
function brought(literal: Literal, place: string): Literal {
  switch (literal.kind) {
    case "list":
      return { ...literal, items: literal.items.map((item, index) => brought(item, join(place, String(index)))) };
    case "map": {
      const entries = Object.entries(literal.entries).map(([key, item]) => [key, brought(item, join(place, key))]);
      return { ...literal, entries: Object.fromEntries(entries) as typeof literal.entries };
    }
    case "union":
      return { ...literal, value: brought(literal.value, place) };
    case "blob":
    case "schema":
    case "structuredDataset":
      return { ...literal, uri: place };
    default:
      return literal;
  }
}

// As the file of all inputs shows it.
function summary(literal: Literal): Json {
  switch (literal.kind) {
    case "list":
      return literal.items.map(summary);
    case "map":
      return Object.fromEntries(Object.entries(literal.entries).map(([key, item]) => [key, summary(item)]));
    case "union":
      return summary(literal.value);
    case "blob":
    case "schema":
    case "structuredDataset":
      return literal.uri;
    case "duration":
      return goDuration(literal.value);
    case "int":
      return Number(literal.value);
    default:
      return toJson(literal);
  }
}

async function download(uri: string, place: string): Promise<void> {
  try {
    await mkdir(dirname(place), { recursive: true });
    if (/^https?:\/\//.test(uri)) return await fetchTo(uri, place);
    const path = uri.startsWith("file://") ? fileURLToPath(uri) : uri;
    if (!path.startsWith("/")) throw new Error("only paths of this machine and web addresses can be reached from here");
    await stat(path);
    await cp(path, place, { recursive: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TaskError(`${uri} cannot be copied for the container: ${why}`, { code: "InputDownloadFailed", cause });
  }
}

async function fetchTo(uri: string, place: string): Promise<void> {
  const answer = await fetch(uri);
  if (!answer.ok) throw new Error(`the answer is ${answer.status} ${answer.statusText}`);
  await writeFile(place, new Uint8Array(await answer.arrayBuffer()));
}
