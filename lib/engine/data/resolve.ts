import type { Binding, Bindings } from "../../dag/index.js";
import { FlytepathError } from "../../errors/index.js";
import { type Literal, type Literals, literalAt, type Variables } from "../../types/index.js";
import type { ExecutionError } from "../event.js";

/** Finds the value of a promise; undefined where its node ended without it. */
export type Lookup = (node: string, output: string) => Literal | undefined;

// A binding whose value is not there.
class BindingProblem extends Error {}

/** A binding's problem as Flyte reports it; `node` is the one whose input it is, in its own workflow. */
export function bindingError(problem: unknown, node: string): ExecutionError {
  const why = FlytepathError.is(problem)
    ? problem.plainMessage
    : String(problem instanceof Error ? problem.message : problem);
  const message = `failed at Node[${node}]. BindingResolutionError: ${why}`;
  return { code: "BindingResolutionFailure", message, kind: "SYSTEM", thrown: problem };
}

/** Values of bindings by name, in the order of the bindings. Fails with a {@link BindingProblem}. */
export function resolveAll(bindings: Bindings, lookup: Lookup, declared?: Variables): Literals {
  const values: Record<string, Literal> = {};
  for (const name in bindings) values[name] = resolve(bindings[name]!, { lookup, declared, name });
  return values;
}

interface Place {
  readonly lookup: Lookup;
  readonly declared: Variables | undefined;
  readonly name: string;
}

function resolve(binding: Binding, place: Place): Literal {
  switch (binding.kind) {
    case "literal":
      return binding.literal;
    case "list":
      return { kind: "list", items: binding.items.map((item) => resolve(item, place)) };
    case "map": {
      const entries = Object.entries(binding.entries).map(([key, entry]) => [key, resolve(entry, place)] as const);
      return { kind: "map", entries: Object.fromEntries(entries) };
    }
    case "promise": {
      const whole = place.lookup(binding.node, binding.output);
      if (whole === undefined) return absent(binding, place);
      return binding.path === undefined || binding.path.length === 0 ? whole : literalAt(whole, binding.path);
    }
  }
}

// A node that runs in spite of a skipped or failed one before it gets nothing from there, if it can take nothing.
function absent({ node, output }: Extract<Binding, { kind: "promise" }>, { declared, name }: Place): Literal {
  const type = declared?.[name]?.type;
  if (type?.kind === "none") return { kind: "none" };
  const variant = type?.kind === "union" ? type.variants.find(({ kind }) => kind === "none") : undefined;
  if (variant !== undefined) return { kind: "union", value: { kind: "none" }, type: variant };
  const whose = node === "" ? `input ${output} of the workflow` : `output ${output} of ${node}`;
  throw new BindingProblem(`input ${name} needs the ${whose}, which has no value`);
}
