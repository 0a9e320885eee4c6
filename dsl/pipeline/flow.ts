import type { ResourceAmounts, Resources, TriggerRule } from "../../lib/dag/index.js";
import type { Bare, FieldType, ValueOf } from "../field/index.js";
import type { SensorOptions } from "../flyte/index.js";
import type { BackoffOptions, CacheOptions } from "../task/index.js";
import type { Bindable, Deref, Handle, InputBindings, Outputs, Ref } from "./bindings.js";
import type { Question } from "./condition.js";
import type { InputsOf, OutputsOf, Step } from "./step.js";

/** What every step can be told. */
export interface WaitOptions {
  /** Id in the pipeline; default: the class's name in kebab-case. A second step of one class must be named. */
  readonly name?: string;
  /** Steps it waits for beside those whose outputs it takes: what `flow.step` returned, or their names. */
  readonly after?: readonly (Handle | string)[];
  /** When it may start, seen from the steps it waits for; default `all_success`. */
  readonly trigger?: TriggerRule;
  /** Longest time, such as `5m`. */
  readonly timeout?: string;
}

/** What a step can be told; each takes the place of what its class says. */
export interface StepOptions extends WaitOptions {
  /** Attempts after the first. */
  readonly retries?: number;
  readonly backoff?: BackoffOptions;
  readonly interruptible?: boolean;
  /** Named pool of slots that it waits for. */
  readonly pool?: string;
  /** Higher starts first where steps wait for a slot; default 0. */
  readonly priority?: number;
  /** Another cache rule than the task's; `"off"` for none. */
  readonly cache?: "off" | CacheOptions;
  readonly resources?: Resources | ResourceAmounts;
  readonly image?: string;
}

/** What a mapped step can be told. */
export interface MapOptions extends StepOptions {
  /** Elements running at once; default: as many as the run allows. */
  readonly concurrency?: number;
}

/** Part of a mapped step's elements that must succeed; the values of the others are absent. */
export type Tolerance =
  | { readonly minSuccessRatio: number; readonly minSuccesses?: never }
  | { readonly minSuccesses: number; readonly minSuccessRatio?: never };

type OptionsOf<S> = S extends abstract new () => { readonly sensor: true } ? StepOptions & SensorOptions : StepOptions;

type Arguments<I, Options> = object extends I ? [inputs?: I, options?: Options] : [inputs: I, options?: Options];

/** Inputs of a mapped step: a list where the task takes one value is cut into elements, anything else is given whole. */
export type MapBindings<T> = {
  readonly [K in keyof InputBindings<T>]:
    | InputBindings<T>[K]
    | (K extends keyof T ? Bindable<readonly Bare<T[K]>[]> : never);
};

/** Lists of what each element gave. */
export type Mapped<T> = Outputs<{ [K in keyof T]: Bare<T[K]>[] }>;

/** The same where elements may fail: what a failed one would have given is absent. */
export type MappedSome<T> = Outputs<{ [K in keyof T]: (Bare<T[K]> | undefined)[] }>;

/** What both ways of a condition give. */
export type Merged<A, B> = Outputs<{
  [K in keyof A & keyof B as K extends string ? K : never]: Deref<A[K]> | Deref<B[K]>;
}>;

/** The end of a run where a condition does not hold: see {@link failWith}. */
export interface Refusal {
  readonly kind: "refusal";
  readonly message: string;
}

/** What happens where a condition does not hold: the run fails with this message. */
export function failWith(message: string): Refusal {
  return { kind: "refusal", message };
}

/** Builds the steps of a pipeline; `compose` is given one. Whatever it returns stands for values of a later run. */
export interface Flow {
  /** Adds a step. Inputs are bound to values or to what other steps give. */
  step<S extends Step>(step: S, ...rest: Arguments<InputBindings<InputsOf<S>>, OptionsOf<S>>): Outputs<OutputsOf<S>>;

  /** Adds a step that runs once for each element of the lists it is given. With a tolerance, elements may fail. */
  map<S extends Step>(
    step: S,
    inputs: MapBindings<InputsOf<S>>,
    options: MapOptions & Tolerance,
  ): MappedSome<OutputsOf<S>>;
  map<S extends Step>(step: S, inputs: MapBindings<InputsOf<S>>, options?: MapOptions): Mapped<OutputsOf<S>>;

  /**
   * Adds steps that run only where the condition holds, and others where it does not. What both ways give can be used
   * outside; without the other way there is nothing to use, only something to wait for.
   */
  when<A>(condition: Question, then: () => A, otherwise: Refusal, options?: WaitOptions): Merged<A, A>;
  when<A, B>(condition: Question, then: () => A, otherwise: () => B, options?: WaitOptions): Merged<A, B>;
  when(condition: Question, then: () => unknown, otherwise?: undefined, options?: WaitOptions): Handle;

  /** Waits until a person says yes; no fails the run. `show` are values to look at; the step gives them on. */
  approve<T extends Readonly<Record<string, Ref<unknown>>>>(
    name: string,
    options?: Omit<WaitOptions, "name"> & { readonly show?: T },
  ): Outputs<{ [K in keyof T]: Deref<T[K]> }>;

  /**
   * Waits until a person or program has given a value of this type under this name. An `Int` fits a field of either kind
   * of number, as any int that comes over a wire.
   */
  signal<T extends FieldType>(
    name: string,
    type: T,
    options?: Omit<WaitOptions, "name">,
  ): Ref<Exclude<ValueOf<T>, bigint>> & Handle;

  /** Waits for a while, such as `10m`. */
  sleep(duration: string, options?: WaitOptions): Handle;
}
