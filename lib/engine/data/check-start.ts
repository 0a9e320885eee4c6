import { check, type Dag } from "../../dag/index.js";
import { failure } from "../../errors/index.js";
import type { Literals } from "../../types/index.js";
import type { Prior } from "../prior/prior.js";
import type { Limits } from "../run/lanes.js";
import { checkInputs } from "./check-inputs.js";

/** What a run is started with. */
export interface Start extends Limits {
  readonly prior?: Prior | undefined;
  readonly isJudged?: boolean | undefined;
}

/** The inputs of a run with defaults and fixed values filled in, after Dag, inputs and limits were found to fit. */
export function checkStart(dag: Dag, inputs: Literals, { concurrency, pools, prior, isJudged }: Start): Literals {
  // What went on before was checked then, or when it was compiled anew.
  const problems = prior === undefined && !isJudged ? check(dag) : [];
  if (problems.length > 0) {
    const facts = { pipeline: dag.ref.name, problems: problems.map(({ plainMessage }) => plainMessage) };
    throw failure("DAG_BROKEN", facts, { problems });
  }
  if (concurrency !== undefined && concurrency !== 0) checkLimit("concurrency", concurrency);
  if (pools !== undefined) checkPools(dag, pools);
  return isJudged ? { ...dag.defaults, ...inputs, ...dag.plan?.fixed } : checkInputs(dag, inputs);
}

function checkPools(dag: Dag, pools: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(pools)) checkLimit(`pools.${name}`, size);
  for (const { nodes } of [dag, ...Object.values(dag.workflows)]) {
    for (const { id, name = id, pool } of nodes) {
      if (pool === undefined || Object.hasOwn(pools, pool)) continue;
      throw failure("RUN_POOL_UNKNOWN", { step: name, pool, known: Object.keys(pools) });
    }
  }
}

function checkLimit(limit: string, size: number): void {
  if (size === Number.POSITIVE_INFINITY || (Number.isInteger(size) && size >= 1)) return;
  throw failure("RUN_LIMIT_WRONG", { limit, got: size });
}
