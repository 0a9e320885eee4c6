import type { Task } from "../../../lib/dag/index.js";
import type { Attempt } from "../../../lib/engine/index.js";
import type { Interface, Literals, Variables } from "../../../lib/types/index.js";

/**
 * What one attempt takes and gives. The task of a mapped step declares lists of it: for what is cut into elements, and for all
 * that it gives.
 */
export function attemptInterface({ interface: whole }: Task, given: Literals, { element }: Attempt): Interface {
  if (element === undefined) return whole;
  // What is not cut goes to every element as it is.
  const isCut = (name: string) => given[name] !== element.inputs[name];
  return { inputs: singled(whole.inputs, isCut), outputs: singled(whole.outputs, () => true) };
}

function singled(variables: Variables, isCut: (name: string) => boolean): Variables {
  const entries = Object.entries(variables).map(([name, variable]) => {
    const { type } = variable;
    return [name, type.kind === "list" && isCut(name) ? { ...variable, type: type.element } : variable] as const;
  });
  return Object.fromEntries(entries);
}
