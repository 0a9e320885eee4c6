import { failure } from "../errors/index.js";
import { numberText, parseFloat32, parseFloat64 } from "./parse-float.js";

/** Parameters as people give them, under xgboost's own names; `undefined` and `null` count as not given. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Bounds of a numeric parameter, both included unless `above` is used. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
  /** Excluded lower bound. */
  readonly above?: number;
  /** For whole numbers without sign: their bits, modulo which negative ones count. */
  readonly bits?: number;
}

const aliases: Readonly<Record<string, string>> = {
  eta: "learning_rate",
  gamma: "min_split_loss",
  lambda: "reg_lambda",
  alpha: "reg_alpha",
  random_state: "seed",
  n_jobs: "nthread",
};

/**
 * Reads parameters by name, checks them and notes which were asked for, so that the rest can be reported as unused.
 * Aliases (`eta`, `lambda`, …) are understood; beside the full name they count for nothing.
 */
export class ParameterReader {
  readonly #given = new Map<string, { readonly spelling: string; readonly value: unknown }>();
  readonly #read = new Set<string>();

  constructor(parameters: Parameters) {
    for (const [spelling, value] of Object.entries(parameters)) {
      if (value === undefined || value === null) continue;
      const name = aliases[spelling] ?? spelling;
      if (name === spelling || !this.#given.has(name)) this.#given.set(name, { spelling, value });
    }
  }

  /** Whether a parameter is given; asking does not count as reading. */
  has(name: string): boolean {
    return this.#given.has(name);
  }

  /** The value as text, as xgboost's core sees it; undefined when not given. */
  text(name: string): string | undefined {
    this.#read.add(name);
    const entry = this.#given.get(name);
    if (entry === undefined) return undefined;
    const { value } = entry;
    if (typeof value === "number") return numberText(value);
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }

  /** The value as it was given; undefined when not given. */
  raw(name: string): unknown {
    this.#read.add(name);
    return this.#given.get(name)?.value;
  }

  /** A float32 parameter. */
  float(name: string, otherwise: number, range: Range = {}): number {
    return this.#number(name, range, parseFloat32) ?? Math.fround(otherwise);
  }

  /** A parameter that is a double, as few are. */
  double(name: string, otherwise: number, range: Range = {}): number {
    return this.#number(name, range, parseFloat64) ?? otherwise;
  }

  #number(name: string, range: Range, parse: (text: string) => number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /\s$/.test(text) ? Number.NaN : parse(text);
    if (Number.isNaN(value) || !within(value, range)) throw this.refused(name, `a number${said(range)}`);
    return value;
  }

  /** A whole number, of 32 bits unless a range says more. */
  integer(name: string, otherwise: number, range: Range = {}): number {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    // A number that is whole may be written anyhow in JavaScript, but text must be digits, as in xgboost.
    const value = typeof this.raw(name) === "number" || /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : Number.NaN;
    const { bits } = range;
    const read = bits !== undefined && value < 0 && value > -(2 ** bits) ? value + 2 ** bits : value;
    const max = bits === undefined ? 2 ** 31 - 1 : 2 ** bits - 1;
    if (!Number.isInteger(value) || !within(read, { max, ...range }))
      throw this.refused(name, `a whole number${said(range)}`);
    return read;
  }

  /** A truth value: true, false, 1, 0 or these as text. */
  flag(name: string, otherwise: boolean): boolean {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return otherwise;
    if (text === "true" || text === "1") return true;
    if (text === "false" || text === "0") return false;
    throw this.refused(name, "true or false");
  }

  /** One of some words. */
  choice<Word extends string>(name: string, otherwise: Word, words: readonly Word[]): Word {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw this.refused(name, `one of ${words.join(", ")}`);
    return word;
  }

  /** Float32 numbers, given as one number, a list, or the text of either; undefined when not given. */
  floats(name: string, range: Range = {}): readonly number[] | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const inner = text.trimStart().replace(/^[[(]\s*(.*?),?\s*[\])]$/s, "$1");
    const values = /\s$/.test(text) ? [] : inner.split(",").map((part) => Math.fround(toNumber(part)));
    const sound = values.length > 0 && values.every((value) => !Number.isNaN(value) && within(value, range));
    if (!sound) throw this.refused(name, `numbers${said(range)}`);
    return values;
  }

  /** The error for a value that is not accepted; names the parameter as it was spelt. */
  refused(name: string, expected: string): Error {
    const entry = this.#given.get(name);
    return failure("XGB_PARAMETER_REFUSED", {
      parameter: entry?.spelling ?? name,
      value: entry?.value,
      expected,
    });
  }

  /** Parameters, as spelt, that nobody read, in alphabetical order. */
  unused(): readonly string[] {
    const left = [...this.#given].filter(([name]) => !this.#read.has(name));
    return left.map(([, { spelling }]) => spelling).sort();
  }
}

function toNumber(text: string): number {
  const trimmed = text.trim();
  if (/^[+-]?inf(inity)?$/i.test(trimmed))
    return trimmed.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  // As in JSON, but for a point without digits behind it; a whole zero has no sign.
  return /^-?\d+\.?\d*(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed.replace(/^-(?=0+$)/, "")) : Number.NaN;
}

function within(value: number, { min, max, above }: Range): boolean {
  return (
    (min === undefined || value >= min) && (max === undefined || value <= max) && (above === undefined || value > above)
  );
}

function said({ min, max, above }: Range): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  if (above !== undefined) return max === undefined ? ` above ${above}` : ` above ${above} and at most ${max}`;
  return max === undefined ? "" : ` of at most ${max}`;
}
