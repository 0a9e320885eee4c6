import { check, type Dag } from "../../dag/index.js";
import { FlytepathError, failure, type Issue } from "../../errors/index.js";
import { conforms, describeType, type Literals, typeOf } from "../../types/index.js";

/** The inputs of a run with the defaults filled in, after Dag, inputs and pools were found to fit. */
export function checkStart(dag: Dag, inputs: Literals, pools: Readonly<Record<string, number>> | undefined): Literals {
  const problems = check(dag);
  if (problems.length > 0) {
    const facts = { pipeline: dag.ref.name, problems: problems.map(({ plainMessage }) => plainMessage) };
    throw failure("DAG_BROKEN", facts, { problems });
  }
  if (pools !== undefined) checkPools(dag, pools);
  return checkInputs(dag, inputs);
}

function checkPools(dag: Dag, pools: Readonly<Record<string, number>>): void {
  for (const workflow of [dag, ...Object.values(dag.workflows)]) {
    for (const { id, name = id, pool } of workflow.nodes) {
      if (pool === undefined || Object.hasOwn(pools, pool)) continue;
      throw failure("RUN_POOL_UNKNOWN", { step: name, pool, known: Object.keys(pools) });
    }
  }
}

// Everything that is wrong is told at once, the first of it as the error itself.
function checkInputs(
  { ref: { name: pipeline }, interface: { inputs: declared }, defaults }: Dag,
  inputs: Literals,
): Literals {
  const given: Literals = { ...defaults, ...inputs };
  const known = Object.keys(declared);
  const wrong: { readonly input: string; raise(issues: readonly Issue[]): Error }[] = [];
  for (const input of Object.keys(inputs)) {
    if (Object.hasOwn(declared, input)) continue;
    wrong.push({
      input,
      raise: (issues) => failure("RUN_INPUT_UNKNOWN", { pipeline, input, known }, more(pipeline, input, issues)),
    });
  }
  for (const input of known) {
    const literal = Object.hasOwn(given, input) ? given[input] : undefined;
    const { type } = declared[input]!;
    if (literal === undefined) {
      wrong.push({
        input,
        raise: (issues) => failure("RUN_INPUT_MISSING", { pipeline, input }, more(pipeline, input, issues)),
      });
    } else if (!conforms(literal, type)) {
      const facts = { pipeline, input, expected: describeType(type), got: describeType(typeOf(literal)) };
      wrong.push({ input, raise: (issues) => failure("RUN_INPUT_MISMATCH", facts, more(pipeline, input, issues)) });
    }
  }
  const [first] = wrong;
  if (first === undefined) return Object.fromEntries(known.map((input) => [input, given[input]!]));
  const issues = wrong.map(({ input, raise }) => ({ path: `${pipeline}.inputs.${input}`, message: saidBy(raise([])) }));
  throw first.raise(issues);
}

function more(pipeline: string, input: string, issues: readonly Issue[]) {
  return { path: `${pipeline}.inputs.${input}`, issues };
}

function saidBy(error: Error): string {
  return FlytepathError.is(error) ? error.plainMessage : error.message;
}
