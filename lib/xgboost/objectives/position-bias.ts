/** Losses of one pair's rows count less where a position is looked at more. Places are those of the data, not the model's. */
export interface PairPlaces {
  readonly high: number;
  readonly low: number;
}

const smallest = 1e-16;

/**
 * Unbiased LambdaMART: how much more often the rows in front of a query group are clicked on, learned beside the trees.
 * `plus` holds the ratio of every position for relevant rows (ti+), `minus` for the others (tj-). Rows of a group must
 * lie in the order in which they were shown.
 */
export class PositionBias {
  #plus = new Float64Array(0);
  #minus = new Float64Array(0);
  #highLoss = new Float64Array(0);
  #lowLoss = new Float64Array(0);
  readonly #exponent: number;

  constructor(norm: number) {
    this.#exponent = 1 / (1 + norm);
  }

  get plus(): Float64Array {
    return this.#plus;
  }

  get minus(): Float64Array {
    return this.#minus;
  }

  /** Whether a training is under way; it learns anew, ratios of a loaded model are for its file. */
  get isLearning(): boolean {
    return this.#highLoss.length > 0;
  }

  /** Ratios of a model file. */
  restore(plus: ArrayLike<number>, minus: ArrayLike<number>): void {
    this.#plus = Float64Array.from(plus);
    this.#minus = Float64Array.from(minus);
  }

  /** Starts anew, with no bias in any of so many positions. */
  begin(positions: number): void {
    this.restore(new Float64Array(positions).fill(1), new Float64Array(positions).fill(1));
    this.#highLoss = new Float64Array(positions);
    this.#lowLoss = new Float64Array(positions);
  }

  /** What gradients of a pair are divided by; 1 for places that are not tracked. */
  of({ high, low }: PairPlaces): number {
    const [plus, minus] = [this.#plus[high], this.#minus[low]];
    const isTracked = high < this.#plus.length && low < this.#plus.length;
    return isTracked && plus! >= smallest && minus! >= smallest ? plus! * minus! : 1;
  }

  /** Takes note of a pair's loss, in the sums of one query group. */
  note({ high, low }: PairPlaces, loss: number, group: GroupLosses): void {
    if (high >= this.#plus.length || low >= this.#plus.length) return;
    if (this.#minus[low]! >= smallest) group.high[high] = group.high[high]! + loss / this.#minus[low]!;
    if (this.#plus[high]! >= smallest) group.low[low] = group.low[low]! + loss / this.#plus[high]!;
  }

  /** Sums for one query group of so many rows. */
  losses(rows: number): GroupLosses {
    const places = Math.min(rows, this.#plus.length);
    return { high: new Float64Array(places), low: new Float64Array(places) };
  }

  /** Adds a query group's sums to those of the round. */
  add({ high, low }: GroupLosses): void {
    for (let i = 0; i < high.length; i++) {
      this.#highLoss[i] = this.#highLoss[i]! + high[i]!;
      this.#lowLoss[i] = this.#lowLoss[i]! + low[i]!;
    }
  }

  /** New ratios from the losses of a round, the first position being 1. A last digit of the power shows in no float32. */
  update(): void {
    const [first, firstLow] = [this.#highLoss[0]!, this.#lowLoss[0]!];
    for (let i = 0; i < this.#plus.length; i++) {
      if (first >= smallest) this.#plus[i] = (this.#highLoss[i]! / first) ** this.#exponent;
      if (firstLow >= smallest) this.#minus[i] = (this.#lowLoss[i]! / firstLow) ** this.#exponent;
    }
    this.#highLoss.fill(0);
    this.#lowLoss.fill(0);
  }
}

/** Losses by position within a query group, of the relevant rows of pairs and of the others. */
export interface GroupLosses {
  readonly high: Float64Array;
  readonly low: Float64Array;
}
