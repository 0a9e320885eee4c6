import type { LaunchSettings } from "../../lib/client/index.js";

/** What a `flyte_step` task's `custom` holds: everything that starting its execution needs beside the inputs. */
export interface FlyteStepSettings extends LaunchSettings {
  readonly entity: "launchPlan" | "workflow" | "task";
  readonly name: string;
  /** Default: the newest that is registered. */
  readonly version?: string;
  /** Default: those of the backend. */
  readonly project?: string;
  readonly domain?: string;
  /** Id of a connection; default: the backend of the run. */
  readonly connection?: string;
  /** Whether the step lasts until the execution has ended, and gives its outputs. */
  readonly wait: boolean;
  /**
   * Whether an attempt that follows a failed execution recovers it (Flyte's RecoverExecution): what succeeded there is not run again.
   * Default: it starts a new one.
   */
  readonly recover?: boolean;
  /** Name of the execution; default: one made from run, node and attempt. */
  readonly executionName?: string;
}

/** What a `flyte_sensor` task's `custom` holds; its input `execution_name` says whom it waits for. */
export interface FlyteSensorSettings {
  readonly project?: string;
  readonly domain?: string;
  readonly connection?: string;
  /** As durations are in literals: `5s`. */
  readonly pokeInterval: string;
  /** Whether a failed or missing execution skips the step in place of failing it. */
  readonly softFail: boolean;
}
