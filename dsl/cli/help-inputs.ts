import type { Dag } from "../../lib/dag/index.js";
import { describeType, toJson } from "../../lib/types/index.js";
import { fieldsOf, rulesOf } from "../field/index.js";
import { type AnyPipelineClass, pipelineOf } from "../pipeline/index.js";
import { flagOf } from "./input-flags.js";

/** What `--help` tells of a pipeline's inputs, a line each: flag, type, description, default and rules. */
export function describeInputs(target: AnyPipelineClass, { interface: { inputs }, defaults }: Dag): readonly string[] {
  const { inputs: Inputs } = pipelineOf(target)!;
  const rows = Object.entries(inputs).map(([name, { type, description = "" }]) => {
    const given = defaults[name];
    const facts = [
      given === undefined ? "required" : `default ${JSON.stringify(toJson(given))}`,
      ...rulesOf(Inputs, fieldsOf(Inputs).byName.get(name)?.property ?? name),
    ];
    const text = [description, `(${facts.join("; ")})`].filter((part) => part !== "").join(" ");
    return { flag: `${flagOf(name)} <${describeType(type)}>`, text };
  });
  if (rows.length === 0) return [`${target.name} takes no inputs.`];
  const width = Math.max(...rows.map(({ flag }) => flag.length));
  return [`Inputs of ${target.name}:`, ...rows.map(({ flag, text }) => `  ${flag.padEnd(width)}  ${text}`)];
}
