import type { Binding } from "../../../lib/dag/index.js";
import type { Source } from "../2-trace/ref.js";
import type { Capture, Site } from "./site.js";

/**
 * The promise of a ref as seen from a scope, which thereby waits for it; `undefined` where the ref lies in another way
 * of a condition. A way that is a workflow of its own takes what lies outside as an input.
 */
export function promiseOf(source: Source, site: Site): Binding | undefined {
  if (source.scope === site.scope) {
    if (source.step !== undefined) site.waits.add(source.step);
    const { output, path } = source;
    return { kind: "promise", node: source.step?.id ?? "", output, ...(path.length === 0 ? {} : { path }) };
  }
  if (site.outer === undefined) return undefined;
  const outside = promiseOf(source, site.outer);
  return outside === undefined || site.captured === undefined ? outside : capture(source, outside, site.captured);
}

function capture(source: Source, binding: Binding, captured: Map<string, Capture>): Binding {
  const key = JSON.stringify(binding);
  const name = captured.get(key)?.name ?? freshName(source, captured);
  if (!captured.has(key)) captured.set(key, { name, type: source.type, binding });
  return { kind: "promise", node: "", output: name };
}

function freshName({ step, output, path }: Source, captured: ReadonlyMap<string, Capture>): string {
  const parts = [...(step === undefined ? [] : [step.id]), output, ...path];
  const plain = parts
    .join("_")
    .replace(/[^A-Za-z0-9_]/g, "_")
    .slice(0, 56);
  const taken = new Set([...captured.values()].map(({ name }) => name));
  let name = plain;
  for (let again = 2; taken.has(name); again += 1) name = `${plain}_${again}`;
  return name;
}
