import { canonical } from "../../../../lib/dag/index.js";
import type { Compiled } from "../../../compile/index.js";
import type { AnyClass } from "../../../field/index.js";

/**
 * What the tasks of a pipeline do, by task: the texts of its class and of those that it extends, as they run. Tasks that run
 * elsewhere have none, nor have those with a cache version, which speaks for the code.
 */
export type Code = Readonly<Record<string, readonly string[]>>;

/** The code of a pipeline. */
export function codeOf({ dag, code }: Compiled): Code {
  const found: Record<string, readonly string[]> = {};
  for (const { ref, type, cache } of Object.values(dag.tasks)) {
    const target = code.get(ref.name);
    if (target !== undefined && type === "flytepath" && cache === undefined) found[ref.name] = textsOf(target);
  }
  return found;
}

/** Code as text that is the same for the same code. */
export function toCodeText(code: Code): string {
  return canonical(code);
}

function textsOf(target: AnyClass): readonly string[] {
  const texts: string[] = [];
  // What is native has no text of its own: the end of the chain, and classes that a program bound.
  for (let each: unknown = target; typeof each === "function"; each = Object.getPrototypeOf(each)) {
    const text = Function.prototype.toString.call(each);
    if (!text.endsWith("{ [native code] }")) texts.push(text);
  }
  return texts;
}
