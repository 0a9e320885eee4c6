import { failure } from "../../lib/errors/index.js";
import type { FlowType, Interface } from "../../lib/types/index.js";
import { nearest } from "./nearest.js";

/** The flag `--test-split-ratio` of an input `test_split_ratio`. */
export function flagOf(input: string): string {
  const words = input.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
  return `--${words.replaceAll("_", "-")}`;
}

/** Inputs by every way to spell them, without marks and capitals. */
export type InputNames = ReadonlyMap<string, string>;

/** The ways to spell inputs: as Flyte does, and as the properties of their class are called, where that is no other's name. */
export function namesOf(
  inputs: readonly string[],
  fields: readonly { readonly property: string; readonly name: string }[] = [],
): InputNames {
  return new Map([
    ...fields.map(({ property, name }) => [squashName(property), name] as const),
    ...inputs.map((input) => [squashName(input), input] as const),
  ]);
}

/** A name as {@link InputNames} hold it. */
export function squashName(name: string): string {
  return name.replace(/[-_]/g, "").toLowerCase();
}

/**
 * Takes input values from arguments such as `--test-split-ratio 0.5`, `--test_split_ratio=0.5` or `--testSplitRatio 0.5`;
 * a boolean may stand alone or as `--no-name`, and a list takes its flag several times. The values are texts still.
 * Fails with `COMMAND_FLAG_UNKNOWN`, `COMMAND_FLAG_VALUE_MISSING`, `COMMAND_FLAG_REPEATED` or `COMMAND_ARGUMENT_UNKNOWN`.
 */
export function readFlags(
  args: readonly string[],
  { inputs }: Interface,
  names: InputNames = namesOf(Object.keys(inputs)),
): ReadonlyMap<string, string | readonly string[]> {
  const values = new Map<string, string | string[]>();
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index]!;
    if (!argument.startsWith("--")) throw failure("COMMAND_ARGUMENT_UNKNOWN", { argument });
    const { flag, inline } = split(argument);
    const { input, negated } = find(flag, names, inputs);
    const { type } = inputs[input]!;
    const [given, used] = takeValue(type, { inline, next: args[index + 1], negated });
    if (given === undefined) throw failure("COMMAND_FLAG_VALUE_MISSING", { flag, type: type.kind });
    index += used;
    put(values, { input, flag, type, given });
  }
  return values;
}

function split(argument: string): { readonly flag: string; readonly inline?: string } {
  const at = argument.indexOf("=");
  return at < 0 ? { flag: argument } : { flag: argument.slice(0, at), inline: argument.slice(at + 1) };
}

function find(
  flag: string,
  names: InputNames,
  inputs: Interface["inputs"],
): { readonly input: string; readonly negated: boolean } {
  const plain = names.get(squashName(flag));
  if (plain !== undefined) return { input: plain, negated: false };
  const positive = flag.startsWith("--no-") ? names.get(squashName(flag.slice("--no".length))) : undefined;
  if (positive !== undefined && inputs[positive]!.type.kind === "bool") return { input: positive, negated: true };
  const known = Object.keys(inputs).map(flagOf);
  throw failure("COMMAND_FLAG_UNKNOWN", { flag, known, nearest: nearest(flag, known) });
}

function takeValue(
  type: FlowType,
  { inline, next, negated }: { inline?: string | undefined; next: string | undefined; negated: boolean },
): readonly [value: string | undefined, used: 0 | 1] {
  if (negated) return ["false", 0];
  if (inline !== undefined) return [inline, 0];
  if (type.kind === "bool" && next !== "true" && next !== "false") return ["true", 0];
  return next === undefined || isFlag(next) ? [undefined, 0] : [next, 1];
}

// `-5` and `--5` are values: no input's name starts with a digit.
function isFlag(argument: string): boolean {
  return /^--[a-z]/i.test(argument);
}

function put(
  values: Map<string, string | string[]>,
  { input, flag, type, given }: { input: string; flag: string; type: FlowType; given: string },
): void {
  const before = values.get(input);
  if (before === undefined) values.set(input, given);
  else if (type.kind !== "list") throw failure("COMMAND_FLAG_REPEATED", { flag, type: type.kind });
  else values.set(input, [...(Array.isArray(before) ? before : [before]), given]);
}
