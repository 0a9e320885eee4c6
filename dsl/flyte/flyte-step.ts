import { type CallSite, callSiteOf, type SourceLocation } from "../../lib/errors/index.js";
import { type AnyClass, type Class, createStore, Nothing } from "../field/index.js";
import { kebab } from "../task/index.js";
import { FlyteExecution } from "./flyte-execution.js";
import type { RemoteClass } from "./remote.js";
import type { FlyteStepSettings } from "./settings.js";

/** Exactly one of the three names what is executed on Flyte. */
export type Executable =
  | { readonly launchPlan: string; readonly workflow?: never; readonly task?: never }
  | { readonly workflow: string; readonly launchPlan?: never; readonly task?: never }
  | { readonly task: string; readonly launchPlan?: never; readonly workflow?: never };

type Settings = Partial<Omit<FlyteStepSettings, "entity" | "name" | "wait">>;

interface Attempts {
  readonly description?: string;
  /** Attempts after the first; each starts a new execution; default 0. */
  readonly retries?: number;
  /** Longest time of one attempt; the execution is terminated when it passes. */
  readonly timeout?: string;
}

/** Everything `@FlyteStep` takes: what is executed, where, how, and the classes that describe its values. */
export type FlyteStepOptions<I extends object, O extends object> = Executable &
  Settings &
  Attempts & {
    readonly inputs?: Class<I>;
  } & (
    | { readonly outputs?: Class<O> /** Default true. */; readonly wait?: true }
    | { readonly outputs?: Class<O & FlyteExecution>; readonly wait: false }
  );

/** What `@FlyteStep` recorded on a class. */
export interface FlyteStepRecord {
  readonly name: string;
  readonly settings: FlyteStepSettings;
  readonly inputs: Class;
  readonly outputs: Class;
  readonly description?: string;
  readonly retries?: number;
  readonly timeout?: string;
  readonly place: CallSite;
  readonly at: SourceLocation | undefined;
  /** What was named as launch plan, workflow and task; anything but one is a mistake. */
  readonly named: readonly string[];
}

const store = createStore<FlyteStepRecord>("flyte-step");

/**
 * Makes a class a step that runs on Flyte: a launch plan, a workflow or a task that is registered there. The step lasts
 * until the execution has ended and gives its outputs; with `wait: false` it gives the {@link FlyteExecution} at once.
 */
export function FlyteStep<I extends object = Nothing, O extends object = Nothing>(
  options: FlyteStepOptions<I, O>,
): (target: RemoteClass<I, O>) => void {
  const place = callSiteOf(FlyteStep);
  return (target) => {
    const { launchPlan, workflow, task, inputs = Nothing, wait = true, ...rest } = options;
    const { outputs = wait ? Nothing : FlyteExecution, description, retries, timeout, ...settings } = rest;
    const entity = launchPlan !== undefined ? "launchPlan" : workflow !== undefined ? "workflow" : "task";
    store.set(target, {
      name: kebab(target.name),
      settings: { entity, name: launchPlan ?? workflow ?? task ?? "", wait, ...settings },
      inputs,
      outputs,
      ...(description === undefined ? {} : { description }),
      ...(retries === undefined ? {} : { retries }),
      ...(timeout === undefined ? {} : { timeout }),
      place,
      get at() {
        return place.locate();
      },
      named: [launchPlan, workflow, task].filter((name) => name !== undefined),
    });
  };
}

/** What `@FlyteStep` recorded; absent for any other class. */
export function flyteStepOf(target: AnyClass): FlyteStepRecord | undefined {
  return store.get(target);
}
