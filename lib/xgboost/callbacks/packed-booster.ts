import type { Booster } from "../booster.js";
import type { TrainedModel } from "./training-callback.js";

/** The boosters of all folds of `cv` as one model: what is set is set on all, what is asked the first one answers. */
export class PackedBooster implements TrainedModel {
  readonly folds: readonly [Booster, ...Booster[]];

  constructor(folds: readonly [Booster, ...Booster[]]) {
    this.folds = folds;
  }

  get rounds(): number {
    return this.folds[0].rounds;
  }

  get attributes(): Readonly<Record<string, string>> {
    return this.folds[0].attributes;
  }

  get bestIteration(): number {
    return this.folds[0].bestIteration;
  }

  get bestScore(): number | undefined {
    return this.folds[0].bestScore;
  }

  setAttribute(name: string, value: string | undefined): void {
    for (const booster of this.folds) booster.setAttribute(name, value);
  }

  setParameter(name: string, value: unknown): void {
    for (const booster of this.folds) booster.setParameter(name, value);
  }
}
