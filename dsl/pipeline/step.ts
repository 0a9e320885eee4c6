import type { Nothing } from "../field/index.js";
import type { Remote } from "../flyte/index.js";
import type { TaskContext } from "../task/index.js";
import type { SourceOf } from "./bindings.js";
import type { Flow } from "./flow.js";

/** A class that can be a step: a task, a remote step, a sensor, or a pipeline. */
export type Step =
  | (abstract new () => Remote<unknown, unknown>)
  | (new () => { run(inputs: never, ctx: TaskContext): unknown })
  | (new () => { compose(inputs: never, flow: Flow): unknown });

type Known<T> = unknown extends T ? Nothing : T;

/** The class of a step's inputs. */
export type InputsOf<S> = S extends abstract new () => Remote<infer I, unknown>
  ? I
  : S extends new () => { run(inputs: infer I, ctx: TaskContext): unknown }
    ? Known<I>
    : S extends new () => { compose(inputs: infer R, flow: Flow): unknown }
      ? Known<SourceOf<R>>
      : never;

/** The class of a step's outputs. */
export type OutputsOf<S> = S extends abstract new () => Remote<unknown, infer O>
  ? O
  : S extends new () => { run(inputs: never, ctx: TaskContext): infer O }
    ? Given<Awaited<O>>
    : S extends new () => { compose(inputs: never, flow: Flow): infer B }
      ? SourceOf<Given<B>>
      : never;

// biome-ignore lint/suspicious/noConfusingVoidType: a body without outputs may return nothing
type Given<O> = [O] extends [void] ? Nothing : Exclude<O, void>;
