import type { Backoff, ResourceAmounts, Resources } from "../../../lib/dag/index.js";
import { type FlytepathError, failure, type Place, ValidationError } from "../../../lib/errors/index.js";
import { readDuration } from "../../../lib/types/index.js";

/** Whose options are read, for messages. */
export interface Owner {
  readonly name: string;
  readonly path: string;
  readonly place: Place | undefined;
  readonly report: (problem: FlytepathError) => void;
}

/** Reads single options; what is not as it must be is reported and left out. */
export interface OptionReader {
  refuse(option: string, given: unknown, expected: string): undefined;
  duration(option: string, given: string | undefined): string | undefined;
  whole(option: string, given: number | undefined, least: number): number | undefined;
  ratio(option: string, given: number | undefined): number | undefined;
  backoff(given: Backoff | undefined): Backoff | undefined;
  /** One of a few words; authors who write JavaScript may have written another. */
  word<T extends string>(option: string, given: T | undefined, words: readonly T[]): T | undefined;
}

/** Makes a reader for the options of one owner. */
export function readOptions({ name, path, place, report }: Owner): OptionReader {
  const reader: OptionReader = {
    refuse(option, given, expected) {
      const facts = { owner: name, option, expected, given };
      report(failure("OPTION_REFUSED", facts, { path: `${path}.${option}`, at: place?.locate() }));
    },
    duration(option, given) {
      if (given === undefined) return undefined;
      try {
        return readDuration(given);
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        return reader.refuse(option, given, "a duration such as 90s, 5m or 1h30m");
      }
    },
    whole(option, given, least) {
      if (given === undefined || (Number.isSafeInteger(given) && given >= least)) return given;
      return reader.refuse(option, given, `a whole number from ${least}`);
    },
    ratio(option, given) {
      if (given === undefined || (given >= 0 && given <= 1)) return given;
      return reader.refuse(option, given, "a number from 0 to 1");
    },
    word(option, given, words) {
      if (given === undefined || words.includes(given)) return given;
      return reader.refuse(option, given, `one of ${words.join(", ")}`);
    },
    backoff(given) {
      if (given === undefined) return undefined;
      const initial = reader.duration("backoff.initial", given.initial) ?? "0s";
      const max = reader.duration("backoff.max", given.max);
      const jitter = reader.ratio("backoff.jitter", given.jitter);
      const { factor } = given;
      if (factor !== undefined && !(factor >= 1)) reader.refuse("backoff.factor", factor, "a number from 1");
      return defined({ initial, factor, max, jitter });
    },
  };
  return reader;
}

/** A type whose members that may be `undefined` may be left out instead. */
export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the members that are `undefined`. */
export function defined<T extends object>(members: T): Defined<T> {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined);
  // Leaving members out is all that was done.
  return Object.fromEntries(kept) as Defined<T>;
}

/** Resources as requests and limits; amounts alone are requests. */
export function resourcesOf(given: Resources | ResourceAmounts | undefined): Resources | undefined {
  if (given === undefined || "requests" in given || "limits" in given) return given as Resources | undefined;
  return { requests: given as ResourceAmounts };
}
