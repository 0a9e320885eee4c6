import { readFileSync } from "node:fs";
import type { Dag } from "../../lib/dag/index.js";
import { failure, firstLine } from "../../lib/errors/index.js";
import { fromJson, type Interface, type Literals, parseText } from "../../lib/types/index.js";
import { fieldsOf, hydrate, validate } from "../field/index.js";
import { type AnyPipelineClass, pipelineOf } from "../pipeline/index.js";
import { flagOf, type InputNames, namesOf, readFlags, squashName } from "./input-flags.js";

/**
 * Inputs of a run from `--inputs FILE` and flags, which win, judged by the rules of their class. Names may be written as
 * the DTO or as Flyte spells them. Fails with `COMMAND_INPUTS_UNREADABLE`, or as `readFlags`, the values' types and their
 * rules do.
 */
export async function readInputs(
  flags: readonly string[],
  { file, target, dag }: { readonly file: string | undefined; readonly target: AnyPipelineClass; readonly dag: Dag },
): Promise<Literals> {
  const { inputs: Inputs, name } = pipelineOf(target)!;
  const names = namesOf(Object.keys(dag.interface.inputs), fieldsOf(Inputs).list);
  const fromFile = file === undefined ? {} : toLiterals(await readFile(file), { file, type: dag.interface, names });
  const fromFlags = [...readFlags(flags, dag.interface, names)].map(([input, text]) => [
    input,
    readText(text, input, dag.interface),
  ]);
  const literals = { ...fromFile, ...(Object.fromEntries(fromFlags) as Literals) };
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

function toLiterals(
  values: object,
  { file, type, names }: { readonly file: string; readonly type: Interface; readonly names: InputNames },
): Literals {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const input = names.get(squashName(name));
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
    const json = file.endsWith(".json") ? (JSON.parse(text) as unknown) : undefined;
    // JSON.parse loses the last digits of what is beyond 2^53; JSON is YAML, too, whose reader keeps them.
    if (json !== undefined && !/\d{16}/.test(text)) return json;
    const { parse: parseYaml } = await import("yaml");
    return parseYaml(text, { intAsBigInt: true });
  } catch (cause) {
    throw failure("COMMAND_INPUTS_UNREADABLE", { file, why: whyOf(cause) }, { cause });
  }
}

function whyOf(error: unknown): string {
  return error instanceof Error ? firstLine(error.message) : String(error);
}
