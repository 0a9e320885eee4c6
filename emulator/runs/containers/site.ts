import type { Dag, Task } from "../../../lib/dag/index.js";
import type { DynamicJobSpec } from "../../../lib/idl/gen/flyteidl/core/dynamic_job_pb.js";
import type { Place } from "../../../lib/idl/index.js";
import { startedBy } from "../../../lib/processes/index.js";
import type { DataPlaces } from "../data-places.js";
import type { PlatformResources } from "./settle-resources.js";

/** The run that containers belong to. */
export interface Site {
  readonly project: string;
  readonly domain: string;
  /** Name of the execution. */
  readonly run: string;
  /** Where the run's entities are, and the version of its workflow. */
  readonly place: Place;
  /** Name of the workflow. */
  readonly workflow: string;
  /** Variables that the execution asks for in each of its containers. */
  readonly envs: Readonly<Record<string, string>>;
  /** What its containers are given, and may be given, where they do not say it themselves. */
  readonly resources: PlatformResources;
  /** Where inputs and outputs of its nodes lie. */
  readonly places: DataPlaces;
  /** The work that a task of the run decided on. */
  decide(job: DynamicJobSpec, task: Task, node: string): Dag;
}

/** Variable of every process that is started for a container: who opens the state after a crash finds what is left by it. */
export const marker = startedBy;

/** What all containers of an emulator share. */
export interface Grounds {
  /** Folder that everything lies below; its paths are uris, too. */
  readonly root: string;
  /** What tells the processes of this state's containers from all others, in {@link marker}. */
  readonly mark: string;
  /** Sees to it that what was told so far outlives this process. */
  keep(): void;
  /** Address of the open port, for people and for tasks that are clients themselves; undefined when there is none. */
  origin(): string | undefined;
}
