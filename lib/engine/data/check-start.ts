import { check, type Dag } from "../../dag/index.js";
import { failure } from "../../errors/index.js";
import type { Literals } from "../../types/index.js";

const sound = new WeakSet<Dag>();

/** The inputs of a run with the defaults filled in, after Dag, inputs and pools were found to fit. */
export function checkStart(dag: Dag, inputs: Literals, pools: Readonly<Record<string, number>> | undefined): Literals {
  if (!sound.has(dag)) {
    const problems = check(dag);
    if (problems.length > 0)
      throw failure("DAG_BROKEN", { pipeline: dag.ref.name, count: problems.length }, { problems });
    if (Object.isFrozen(dag)) sound.add(dag);
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

function checkInputs({ ref, interface: { inputs: declared }, defaults }: Dag, inputs: Literals): Literals {
  const known = Object.keys(declared);
  for (const name of Object.keys(inputs)) {
    if (Object.hasOwn(declared, name)) continue;
    throw failure(
      "RUN_INPUT_UNKNOWN",
      { pipeline: ref.name, input: name, known },
      { path: `${ref.name}.inputs.${name}` },
    );
  }
  const given: Record<string, Literals[string]> = {};
  for (const name of known) {
    const value = inputs[name] ?? defaults[name];
    if (value === undefined) {
      throw failure("RUN_INPUT_MISSING", { pipeline: ref.name, input: name }, { path: `${ref.name}.inputs.${name}` });
    }
    given[name] = value;
  }
  return given;
}
