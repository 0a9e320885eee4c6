import type { Interface, JsonObject } from "../types/index.js";

/**
 * Names an entity. A field that is left out is that of the registration the Dag belongs to, so that a Dag does not
 * change with the place and version it is registered under.
 */
export interface EntityRef {
  readonly name: string;
  readonly project?: string;
  readonly domain?: string;
  readonly version?: string;
}

/** How the outputs of a task are kept and found again. */
export interface CacheRule {
  /** Part of the key: another version, another entry. */
  readonly version: string;
  /** Whether concurrent identical work waits for the first; default false. */
  readonly serialize?: boolean;
  /** Inputs that the key leaves out. */
  readonly ignoreInputs?: readonly string[];
}

/** Waiting times between attempts; seconds as literals have them (`"1.5s"`). */
export interface Backoff {
  readonly initial: string;
  /** Each wait is the one before times this; default 2. */
  readonly factor?: number;
  readonly max?: string;
  /** Part of the wait drawn at random, from 0 to 1; default 0. */
  readonly jitter?: number;
}

/** Amounts as Kubernetes writes them: `500m`, `1Gi`. */
export interface ResourceAmounts {
  readonly cpu?: string;
  readonly gpu?: string;
  readonly memory?: string;
  readonly storage?: string;
  readonly ephemeralStorage?: string;
}

/** What a task asks for, and its ceiling. */
export interface Resources {
  readonly requests?: ResourceAmounts;
  readonly limits?: ResourceAmounts;
}

/** A secret that the task is given. */
export interface SecretRequest {
  readonly key: string;
  readonly group?: string;
  readonly groupVersion?: string;
  readonly mount?: "env" | "file";
  readonly envVar?: string;
}

/** Who the task runs as, and the secrets it is given. */
export interface Security {
  readonly serviceAccount?: string;
  readonly iamRole?: string;
  readonly secrets?: readonly SecretRequest[];
  /** Parts of the wire's SecurityContext that flytepath only carries. */
  readonly rest?: JsonObject;
}

/** The container a task runs in; Flyte's `core.Container`. */
export interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly resources?: Resources;
  readonly env?: readonly { readonly key: string; readonly value: string }[];
  /** Parts of the wire's Container that flytepath only carries, as proto JSON: `data_config`, `ports`, `architecture`. */
  readonly rest?: JsonObject;
}

/** Where in this process, or outside it, a task's code runs. */
export type Isolation = "none" | "thread" | "process";

/** A unit of work; Flyte's `core.TaskTemplate` and what an ETL engine adds. Its code is found by `ref.name`. */
export interface Task {
  readonly ref: EntityRef;
  /** `flytepath` for a TypeScript task, `flyte_step`, `flyte_sensor`, or Flyte's own: `python-task`, `raw-container` … */
  readonly type: string;
  readonly interface: Interface;
  readonly description?: string;
  /** Attempts after the first when the failure is the user's; default 0. */
  readonly retries?: number;
  readonly backoff?: Backoff;
  /** Longest time of one attempt. */
  readonly timeout?: string;
  readonly cache?: CacheRule;
  readonly interruptible?: boolean;
  readonly isolation?: Isolation;
  readonly container?: Container;
  /** Proto JSON of a Kubernetes pod, in place of a container. */
  readonly pod?: JsonObject;
  /** Proto JSON of a SQL statement, in place of a container. */
  readonly sql?: JsonObject;
  readonly security?: Security;
  /** What the task's type wants to know; Flyte's `custom`. */
  readonly custom?: JsonObject;
  readonly config?: Readonly<Record<string, string>>;
  readonly typeVersion?: number;
  /** Runtime that wrote the task: `{ type: "FLYTE_SDK", version, flavor }`. */
  readonly runtime?: { readonly type: "OTHER" | "FLYTE_SDK"; readonly version: string; readonly flavor: string };
  /** Parts of the wire's TaskMetadata and TaskTemplate that flytepath only carries, as proto JSON. */
  readonly rest?: JsonObject;
}
