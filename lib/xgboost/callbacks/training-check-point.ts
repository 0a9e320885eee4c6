import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { failure } from "../../errors/index.js";
import type { Booster } from "../booster.js";
import type { ModelFormat } from "../model-io/save-model.js";
import type { TrainingCallback } from "./training-callback.js";

/** Where and when {@link TrainingCheckPoint} saves. */
export interface CheckPointOptions {
  /** A folder that is there. */
  readonly directory: string;
  /** Files are called `NAME_ROUND.ubj`; `model` unless given. */
  readonly name?: string | undefined;
  /** Rounds between two files; 100 unless given. */
  readonly interval?: number | undefined;
  /** `ubj` unless given. */
  readonly format?: ModelFormat | undefined;
}

/**
 * Saves the model every so many rounds, as `TrainingCheckPoint` of xgboost's Python package does: first after `interval + 1`
 * rounds, and rounds of a model that is gone on from count. Throws `XGB_PARAMETER_REFUSED`.
 */
export class TrainingCheckPoint implements TrainingCallback {
  readonly #options: CheckPointOptions;
  readonly #interval: number;
  #since = 0;
  #earlier = 0;

  constructor(options: CheckPointOptions) {
    const { interval = 100 } = options;
    if (!Number.isInteger(interval) || interval < 0) {
      const expected = "a whole number of at least 0";
      throw failure("XGB_PARAMETER_REFUSED", { parameter: "interval", value: interval, expected });
    }
    this.#options = options;
    this.#interval = interval;
  }

  beforeTraining(booster: Booster): void {
    this.#earlier = booster.rounds;
  }

  afterIteration(booster: Booster, round: number): undefined {
    if (this.#since === this.#interval) {
      const { directory, name = "model", format = "ubj" } = this.#options;
      writeFileSync(join(directory, `${name}_${this.#earlier + round}.${format}`), booster.saveModel(format));
      this.#since = 0;
    }
    this.#since += 1;
  }
}
