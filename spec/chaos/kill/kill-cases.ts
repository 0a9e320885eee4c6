import type { AnyPipelineClass } from "../../../dsl/pipeline/index.js";
import { ExampleFlyte } from "../../../samples/01-diabetes/pipeline.js";
import { Away } from "../away.js";
import { Failing, Remotely } from "./remotely.js";

/** A pipeline whose process is killed: it comes to what it comes to when nobody kills it. */
export interface KillCase {
  readonly pipeline: AnyPipelineClass;
  readonly inputs: object;
  /** Where its remote steps run: in a process that lives on, or in the one that is killed. */
  readonly on: "flyte" | "own emulator";
  /** Points that an undisturbed run passes, more or less. */
  readonly points: number;
  /** Whether `flytepath runs abort` ends it once its process is dead, and nobody goes on with it. */
  readonly isAborted?: boolean;
}

/** What is killed, by name. */
export const killCases: Readonly<Record<string, KillCase>> = {
  remotely: { pipeline: Remotely, inputs: { n: 1 }, on: "flyte", points: 130 },
  failing: { pipeline: Failing, inputs: { n: 1 }, on: "flyte", points: 150 },
  sample: { pipeline: ExampleFlyte, inputs: {}, on: "own emulator", points: 60 },
  away: { pipeline: Away, inputs: { n: 1 }, on: "own emulator", points: 23 },
  aborted: { pipeline: Failing, inputs: { n: 1 }, on: "flyte", points: 150, isAborted: true },
};
