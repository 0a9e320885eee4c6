import type { AnyPipelineClass } from "../../dsl/pipeline/index.js";
import { ExampleFlyte } from "../../samples/01-diabetes/pipeline.js";
import { Away } from "./away.js";
import { Fanned } from "./files.js";
import { Local, Mixed, Stopped } from "./pipelines.js";

/** What is done to a pipeline while faults are made. */
export interface Scenario {
  readonly name: string;
  readonly pipeline: AnyPipelineClass;
  readonly inputs: object;
  /** Where its remote steps run: on a Flyte that outlives the owner, or on the emulator that the owner has in itself. */
  readonly on: "flyte" | "own emulator";
  /** Somebody wants the run to end at a moment that the seed says: by a signal, or from another process. */
  /** Chance of a fault at each point, where the seed is not to say it. */
  readonly rate?: number;
  readonly aborted?: "by signal" | "from elsewhere";
}

const n = { n: 1 };
const local: Scenario = { name: "local", pipeline: Local, inputs: n, on: "flyte" };
const mixed: Scenario = { name: "mixed", pipeline: Mixed, inputs: n, on: "flyte" };
const stopped: Scenario = { name: "stopped", pipeline: Stopped, inputs: n, on: "flyte" };
const fanned: Scenario = { name: "fanned", pipeline: Fanned, inputs: n, on: "flyte" };
const away: Scenario = { name: "away", pipeline: Away, inputs: n, on: "flyte", rate: 0.3 };
const sample: Scenario = { name: "sample", pipeline: ExampleFlyte, inputs: {}, on: "own emulator" };
const signalled: Scenario = { ...mixed, name: "mixed, aborted by signal", aborted: "by signal" };
const unwanted: Scenario = { ...mixed, name: "mixed, aborted from elsewhere", aborted: "from elsewhere" };
const fannedOff: Scenario = { ...fanned, name: "fanned, aborted by signal", aborted: "by signal" };

// Those that cost most come least often.
const scenarios: readonly Scenario[] = [
  ...[local, mixed, stopped, fanned, signalled, unwanted, local, mixed, stopped, fanned],
  ...[fannedOff, unwanted, mixed, local, fanned, signalled, stopped, mixed, away, sample],
];

/** The scenario of a seed. */
export function scenarioOf(seed: number): Scenario {
  return scenarios[seed % scenarios.length]!;
}
