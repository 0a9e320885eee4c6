import type { Binding, Bindings } from "../../dag/index.js";
import { FlytepathError } from "../../errors/index.js";
import { type Literal, type Literals, literalAt, type Variables } from "../../types/index.js";
import type { ExecutionError } from "../event.js";

/** Finds the value of a promise; undefined where its node ended without it. */
export type Lookup = (node: string, output: string) => Literal | undefined;

// A binding whose value is not there.
class BindingProblem extends Error {
  readonly input: string;

  constructor(message: string, input: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.input = input;
  }
}

/** A binding's problem as Flyte reports it, of the node whose input it is. */
export function bindingError(problem: unknown, node: string): ExecutionError {
  const input = problem instanceof BindingProblem ? problem.input : "";
  const message = `failed at Node[${node}]. BindingResolutionError: Error binding Var [wf].[${input}], caused by: ${textOf(problem)}`;
  return { code: "BindingResolutionFailure", message, kind: "SYSTEM", thrown: problem };
}

/** Values of bindings by name, in the order of the bindings. Fails with a {@link BindingProblem}. */
export function resolveAll(bindings: Bindings, lookup: Lookup, declared?: Variables): Literals {
  const values: Record<string, Literal> = {};
  for (const name in bindings) values[name] = resolve(bindings[name]!, { lookup, declared, name });
  return values;
}

function textOf(problem: unknown): string {
  if (FlytepathError.is(problem)) return problem.plainMessage;
  return problem instanceof Error ? problem.message : String(problem);
}

type Promised = Extract<Binding, { kind: "promise" }>;

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
      return binding.path === undefined || binding.path.length === 0 ? whole : inside(whole, binding, place);
    }
  }
}

function inside(whole: Literal, { node, path = [] }: Promised, { name }: Place): Literal {
  try {
    return literalAt(whole, path);
  } catch (problem) {
    const from = node === "" ? "start-node" : node;
    const message = `failed at Node[${from}]. PromiseAttributeResolveError: ${textOf(problem)}`;
    throw new BindingProblem(message, name, problem);
  }
}

// A node that runs in spite of a skipped or failed one before it gets nothing from there, if it can take nothing.
function absent({ node, output }: Promised, { declared, name }: Place): Literal {
  const type = declared?.[name]?.type;
  if (type?.kind === "none") return { kind: "none" };
  const variant = type?.kind === "union" ? type.variants.find(({ kind }) => kind === "none") : undefined;
  if (variant !== undefined) return { kind: "union", value: { kind: "none" }, type: variant };
  const whose = node === "" ? `input ${output} of the workflow` : `output ${output} of ${node}`;
  throw new BindingProblem(`input ${name} needs the ${whose}, which has no value`, name);
}
