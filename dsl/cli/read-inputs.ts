import { readFileSync } from "node:fs";
import type { Dag } from "../../lib/dag/index.js";
import { failure } from "../../lib/errors/index.js";
import { fromJson, type Interface, type Literals, parseText } from "../../lib/types/index.js";
import { hydrate, validate } from "../field/index.js";
import { type AnyPipelineClass, pipelineOf } from "../pipeline/index.js";
import { flagOf, readFlags } from "./input-flags.js";

/**
 * Inputs of a run from `--inputs FILE` and flags, which win, judged by the rules of their class. Names may be written as
 * the DTO or as Flyte spells them. Fails with `COMMAND_INPUTS_UNREADABLE`, or as `readFlags`, the values' types and their
 * rules do.
 */
export async function readInputs(
  flags: readonly string[],
  { file, target, dag }: { readonly file: string | undefined; readonly target: AnyPipelineClass; readonly dag: Dag },
): Promise<Literals> {
  const fromFile = file === undefined ? {} : toLiterals(await readFile(file), { file, type: dag.interface });
  const fromFlags = [...readFlags(flags, dag.interface)].map(([input, text]) => [
    input,
    readText(text, input, dag.interface),
  ]);
  const literals = { ...fromFile, ...(Object.fromEntries(fromFlags) as Literals) };
  const { inputs: Inputs, name } = pipelineOf(target)!;
  const whole = { ...dag.defaults, ...literals };
  const path = `${name}.inputs`;
  validate(Inputs, hydrate(Inputs, whole, path), path);
  return literals;
}

function readText(text: string | readonly string[], input: string, { inputs }: Interface): Literals[string] {
  const { type } = inputs[input]!;
  if (typeof text === "string" && type.kind !== "list") return parseText(text, type, flagOf(input));
  // A list may be given as one JSON array, or with its flag once for every element.
  if (typeof text === "string" && text.trim().startsWith("[")) return parseText(text, type, flagOf(input));
  const element = type.kind === "list" ? type.element : type;
  return { kind: "list", items: [text].flat().map((one) => parseText(one, element, flagOf(input))) };
}

function toLiterals(values: object, { file, type }: { readonly file: string; readonly type: Interface }): Literals {
  const known = new Map(Object.keys(type.inputs).map((name) => [squash(name), name]));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const input = known.get(squash(name));
      if (input === undefined) {
        const why = `${name} is no input; the inputs are ${Object.keys(type.inputs).join(", ") || "none"}`;
        throw failure("COMMAND_INPUTS_UNREADABLE", { file, why });
      }
      return [input, fromJson(value, type.inputs[input]!.type, input)] as const;
    }),
  );
}

async function readFile(file: string): Promise<object> {
  const value = await parse(file);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw failure("COMMAND_INPUTS_UNREADABLE", { file, why: `expected an object, got ${JSON.stringify(value)}` });
}

async function parse(file: string): Promise<unknown> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw failure("COMMAND_FILE_UNREADABLE", { file, why: whyOf(cause) }, { cause });
  }
  try {
    if (file.endsWith(".json")) return JSON.parse(text);
    const { parse: parseYaml } = await import("yaml");
    return parseYaml(text, { intAsBigInt: true });
  } catch (cause) {
    throw failure("COMMAND_INPUTS_UNREADABLE", { file, why: whyOf(cause) }, { cause });
  }
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message.split("\n", 1)[0]! : String(error);
}

function squash(name: string): string {
  return name.replace(/[-_]/g, "").toLowerCase();
}
