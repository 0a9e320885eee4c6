import { canonical, type Dag } from "../../dag/index.js";
import { type FlytepathError, failure } from "../../errors/index.js";
import { conforms, describeType, type Literals, typeOf } from "../../types/index.js";

/**
 * The inputs of a run in declared order, with defaults and fixed values filled in. Fails with `RUN_INPUT_UNKNOWN`,
 * `RUN_INPUT_MISSING`, `RUN_INPUT_MISMATCH` or `RUN_INPUT_FIXED`, whichever is first, with an issue for each.
 */
export function checkInputs(dag: Dag, inputs: Literals): Literals {
  const given: Literals = { ...dag.defaults, ...inputs, ...dag.plan?.fixed };
  const declared = Object.keys(dag.interface.inputs);
  const unknown = Object.keys(inputs).filter((input) => !Object.hasOwn(dag.interface.inputs, input));
  const problems = [...unknown, ...declared]
    .map((input) => problemOf(dag, input, { inputs, given }))
    .filter((problem) => problem !== undefined);
  const [first] = problems;
  if (first === undefined) return Object.fromEntries(declared.map((input) => [input, given[input]!]));
  const issues = problems.map(({ path = "", plainMessage }) => ({ path, message: plainMessage }));
  // One error speaks for all of them.
  throw Object.assign(first, { issues });
}

function problemOf(
  dag: Dag,
  input: string,
  { inputs, given }: { readonly inputs: Literals; readonly given: Literals },
): FlytepathError | undefined {
  const pipeline = dag.ref.name;
  const more = { path: `${pipeline}.inputs.${input}` };
  const known = Object.keys(dag.interface.inputs);
  if (!Object.hasOwn(dag.interface.inputs, input))
    return failure("RUN_INPUT_UNKNOWN", { pipeline, input, known }, more);
  if (!Object.hasOwn(given, input)) return failure("RUN_INPUT_MISSING", { pipeline, input }, more);
  const fixed = dag.plan?.fixed?.[input];
  if (fixed !== undefined && Object.hasOwn(inputs, input) && canonical(inputs[input]) !== canonical(fixed)) {
    return failure("RUN_INPUT_FIXED", { pipeline, input }, more);
  }
  const { type } = dag.interface.inputs[input]!;
  const literal = given[input]!;
  if (conforms(literal, type)) return undefined;
  const facts = { pipeline, input, expected: describeType(type), got: describeType(typeOf(literal)) };
  return failure("RUN_INPUT_MISMATCH", facts, more);
}
