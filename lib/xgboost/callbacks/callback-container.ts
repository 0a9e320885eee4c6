import type { EvaluationLog, LoggedScore, TrainedModel, TrainingCallback } from "./training-callback.js";

/** The callbacks of a training, each once, and the log that they are shown (CallbackContainer). */
export class CallbackContainer<Model extends TrainedModel, Value extends LoggedScore> {
  readonly #callbacks: readonly TrainingCallback<Model, Value>[];
  readonly #log: EvaluationLog<Value>;

  /** `log` is filled round by round. */
  constructor(callbacks: readonly TrainingCallback<Model, Value>[], log: EvaluationLog<Value>) {
    this.#callbacks = [...new Set(callbacks)];
    this.#log = log;
  }

  beforeTraining(model: Model): void {
    for (const callback of this.#callbacks) callback.beforeTraining?.(model);
  }

  /** Whether the training ends. */
  beforeIteration(model: Model, round: number): boolean {
    return this.#callbacks.some((callback) => callback.beforeIteration?.(model, round, this.#log) === true);
  }

  /** Notes one value. */
  note(set: string, metric: string, value: Value): void {
    this.#log[set] ??= {};
    this.#log[set][metric] ??= [];
    this.#log[set][metric].push(value);
  }

  /** Whether the training ends. */
  afterIteration(model: Model, round: number): boolean {
    return this.#callbacks.some((callback) => callback.afterIteration?.(model, round, this.#log) === true);
  }

  /** The model that is left when all callbacks have had it; `isModel` tells those that a callback gives back. */
  afterTraining(model: Model, isModel: (given: unknown) => given is Model): Model {
    return this.#callbacks.reduce((last, callback) => {
      const given = callback.afterTraining?.(last);
      return isModel(given) ? given : last;
    }, model);
  }
}
