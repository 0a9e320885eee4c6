import type { FailurePolicy } from "../../lib/dag/index.js";
import { type CallSite, callSiteOf, type SourceLocation } from "../../lib/errors/index.js";
import { type AnyClass, type Class, createStore, type Misfit, Nothing } from "../field/index.js";
import { kebab } from "../task/index.js";
import type { Bindings, Refs } from "./bindings.js";
import type { Flow } from "./flow.js";
import type { Step } from "./step.js";

/** Everything `@Pipeline` takes. Durations are texts such as `90s`, `5m`, `1h30m`. */
export interface PipelineOptions<I extends object, O extends object> {
  /** Class of the inputs; left out, the pipeline takes none. */
  readonly inputs?: Class<I>;
  /** Class of the outputs; left out, the pipeline gives none. */
  readonly outputs?: Class<O>;
  /** Name it is registered under; default: the class's name in kebab-case. */
  readonly name?: string;
  readonly description?: string;
  /** A cron expression, `@daily` and the like, or `every 10m`. */
  readonly schedule?: string;
  /** IANA name of the schedule's time zone; default UTC. */
  readonly timezone?: string;
  /** First and last time that is due: `2021-01-01` or RFC 3339. */
  readonly startDate?: string;
  readonly endDate?: string;
  /** Whether times that were missed are run; default false. */
  readonly catchup?: boolean;
  /** Input that gets the scheduled time. */
  readonly kickoffTimeInput?: string;
  /** Longest time of a whole run. */
  readonly runTimeout?: string;
  /** Steps running at once. */
  readonly maxParallelism?: number;
  readonly maxActiveRuns?: number;
  /** What the failure of one step does to the others; default `fail_immediately`. */
  readonly onFailure?: FailurePolicy;
  /** Task that runs once after a failure; its inputs are those of the pipeline, by name, and `err` is the failure. */
  readonly failureHandler?: Step;
  readonly interruptible?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A class whose `compose` takes refs of `I` and gives bindings for `O`. */
export interface PipelineClass<I, O> {
  new (): { readonly compose: (inputs: Refs<I>, flow: Flow) => Result<O> };
}

// A pipeline is a step, too, and is wired by what `compose` says it takes.
type Declared<C, I> = C extends new () => { readonly compose: (...args: never[]) => Promise<unknown> }
  ? Misfit<"compose only wires steps: it must not be async">
  : object extends I
    ? unknown
    : C extends new () => { readonly compose: () => unknown }
      ? Misfit<"compose must name its inputs: compose(inputs: Refs<TheInputs>, flow: Flow)">
      : unknown;

// biome-ignore lint/suspicious/noConfusingVoidType: a pipeline without outputs may return nothing
type Result<O> = object extends O ? Bindings<O> | void : Bindings<O>;

/** A class that `@Pipeline` was put on. */
export type AnyPipelineClass = new () => { compose(inputs: never, flow: Flow): unknown };

/** What `@Pipeline` recorded on a class. */
export interface PipelineRecord {
  readonly name: string;
  readonly options: Omit<PipelineOptions<object, object>, "inputs" | "outputs" | "name">;
  readonly inputs: Class;
  readonly outputs: Class;
  readonly place: CallSite;
  /** Where the decorator stands. */
  readonly at: SourceLocation | undefined;
}

const store = createStore<PipelineRecord>("pipeline");

/**
 * Makes a class a pipeline: its `compose` wires steps together and is called by the compiler only. The TypeScript
 * compiler accepts only classes whose `compose` takes the inputs and gives the outputs named here.
 */
export function Pipeline<I extends object = Nothing, O extends object = Nothing>(
  options: PipelineOptions<I, O> = {},
): <C extends PipelineClass<I, O>>(target: C & Declared<C, I>) => void {
  const place = callSiteOf(Pipeline);
  return (target) => {
    const { inputs = Nothing, outputs = Nothing, name, ...rest } = options;
    // The decorator's own type has checked what the class wires.
    const owner = target as unknown as AnyPipelineClass;
    store.set(owner, {
      name: name ?? kebab(owner.name),
      options: rest,
      inputs,
      outputs,
      place,
      get at() {
        return place.locate();
      },
    });
  };
}

/** What `@Pipeline` recorded; absent for any other class. */
export function pipelineOf(target: AnyClass): PipelineRecord | undefined {
  return store.get(target);
}
