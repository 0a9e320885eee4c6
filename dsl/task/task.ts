import type { Backoff, Isolation, ResourceAmounts, Resources, SecretRequest } from "../../lib/dag/index.js";
import { type CallSite, callSiteOf, type SourceLocation } from "../../lib/errors/index.js";
import { type AnyClass, type Class, createStore, type Misfit, Nothing } from "../field/index.js";
import { kebab } from "./kebab.js";
import { runningFile } from "./running-file.js";
import type { TaskContext } from "./task-context.js";

/** How the outputs of a task are kept: `"1"` is short for `{ version: "1" }`. */
export interface CacheOptions {
  /** Part of the key: raise it when the code gives other outputs for the same inputs. */
  readonly version: string;
  /** Whether concurrent identical work waits for the first; default false. */
  readonly serialize?: boolean;
  /** Inputs that the key leaves out, by property. */
  readonly ignoreInputs?: readonly string[];
}

/** Waiting times between attempts, such as `{ initial: "1s", max: "1m" }`. */
export type BackoffOptions = Backoff;

/** Everything `@Task` takes. Durations are texts such as `90s`, `5m`, `1h30m`. */
export interface TaskOptions<I extends object, O extends object> {
  /** Class of the inputs; left out, the task takes none. */
  readonly inputs?: Class<I>;
  /** Class of the outputs; left out, the task gives none. */
  readonly outputs?: Class<O>;
  /** Name it is registered under; default: the class's name in kebab-case. */
  readonly name?: string;
  readonly description?: string;
  /** Attempts after the first; default 0. */
  readonly retries?: number;
  readonly backoff?: BackoffOptions;
  /** Longest time of one attempt. */
  readonly timeout?: string;
  /** Keeps the outputs for equal inputs; a text is the cache's version. */
  readonly cache?: string | CacheOptions;
  /** Where the body runs: beside everything else (`none`, default), in a worker thread, or in a process of its own. */
  readonly isolation?: Isolation;
  /** What it asks for on Flyte; amounts alone are requests. */
  readonly resources?: Resources | ResourceAmounts;
  /** Whether Flyte may run it where it can be taken away; default false. */
  readonly interruptible?: boolean;
  /** Container image it runs in on Flyte. */
  readonly image?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly secrets?: readonly SecretRequest[];
}

/** A class whose `run` takes `I` and gives `O`. */
export interface TaskClass<I, O> {
  new (): { readonly run: (inputs: I, ctx: TaskContext) => Result<O> | Promise<Result<O>> };
}

// A step is wired by what `run` says it takes; a `run` without parameters would leave its inputs unchecked.
type Declared<C, I> = object extends I
  ? unknown
  : C extends new () => { readonly run: () => unknown }
    ? Misfit<"run must name its inputs: run(inputs: TheInputs), even if it uses none">
    : unknown;

// biome-ignore lint/suspicious/noConfusingVoidType: a task without outputs may return nothing
type Result<O> = object extends O ? O | void : O;

/** What `@Task` recorded on a class. */
export interface TaskRecord {
  readonly name: string;
  readonly options: Omit<TaskOptions<object, object>, "inputs" | "outputs">;
  readonly inputs: Class;
  readonly outputs: Class;
  readonly place: CallSite;
  /** File that Node loaded the class from: a worker loads it again. Absent where there is none. */
  readonly file: string | undefined;
  /** Where the decorator stands. */
  readonly at: SourceLocation | undefined;
  /** Name that the class has in its own file; a worker finds it by this. */
  readonly exportName: string;
}

/** A class that `@Task` was put on. */
export type AnyTaskClass = new () => { run(inputs: never, ctx: TaskContext): unknown };

const store = createStore<TaskRecord>("task");

/**
 * Makes a class a task. The compiler accepts only classes whose `run` takes the inputs and gives the outputs named here;
 * the class is tested by `new Report().run({ … }, ctx)` like any other.
 */
export function Task<I extends object = Nothing, O extends object = Nothing>(
  options: TaskOptions<I, O> = {},
): <C extends TaskClass<I, O>>(target: C & Declared<C, I>) => void {
  const place = callSiteOf(Task);
  const file = runningFile(Task);
  return (target) => {
    const { inputs = Nothing, outputs = Nothing, ...rest } = options;
    // The decorator's own type has checked what `run` takes and gives.
    const owner = target as unknown as AnyTaskClass;
    store.set(owner, {
      name: options.name ?? kebab(owner.name),
      options: rest,
      inputs,
      outputs,
      place,
      file,
      get at() {
        return place.locate();
      },
      exportName: owner.name,
    });
  };
}

/** What `@Task` recorded; absent for any other class. */
export function taskOf(target: AnyClass): TaskRecord | undefined {
  return store.get(target);
}
