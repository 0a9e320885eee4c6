import type { Backoff, ResourceAmounts, Resources } from "../../../lib/dag/index.js";
import { type FlytepathError, failure, type CallSite, ValidationError } from "../../../lib/errors/index.js";
import { defined, readDuration } from "../../../lib/types/index.js";

/** Whose options are read, for messages. */
export interface Owner {
  readonly name: string;
  readonly path: string;
  readonly place: CallSite | undefined;
  readonly report: (problem: FlytepathError) => void;
}

/** Reads single options; what is not as it must be is reported and left out. */
export class OptionReader {
  readonly #owner: Owner;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** Reports that an option is not what is expected. */
  refuse(option: string, given: unknown, expected: string): undefined {
    const { name, path, place, report } = this.#owner;
    const facts = { owner: name, option, expected, given };
    report(failure("OPTION_REFUSED", facts, { path: `${path}.${option}`, at: place?.locate() }));
  }

  /** A text such as `5m`, as durations are in literals. */
  duration(option: string, given: string | undefined): string | undefined {
    if (given === undefined) return undefined;
    try {
      return readDuration(given);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      return this.refuse(option, given, "a duration such as 90s, 5m or 1h30m");
    }
  }

  whole(option: string, given: number | undefined, least: number): number | undefined {
    if (given === undefined || (Number.isSafeInteger(given) && given >= least)) return given;
    return this.refuse(option, given, `a whole number from ${least}`);
  }

  ratio(option: string, given: number | undefined): number | undefined {
    if (given === undefined || (given >= 0 && given <= 1)) return given;
    return this.refuse(option, given, "a number from 0 to 1");
  }

  /** One of a few words; authors who write JavaScript may have written another. */
  word<T extends string>(option: string, given: T | undefined, words: readonly T[]): T | undefined {
    if (given === undefined || words.includes(given)) return given;
    return this.refuse(option, given, `one of ${words.join(", ")}`);
  }

  backoff(given: Backoff | undefined): Backoff | undefined {
    if (given === undefined) return undefined;
    const initial = this.duration("backoff.initial", given.initial) ?? "0s";
    const max = this.duration("backoff.max", given.max);
    const jitter = this.ratio("backoff.jitter", given.jitter);
    const { factor } = given;
    if (factor !== undefined && !(factor >= 1)) this.refuse("backoff.factor", factor, "a number from 1");
    return defined({ initial, factor, max, jitter });
  }
}

/** Resources as requests and limits; amounts alone are requests. */
export function resourcesOf(given: Resources | ResourceAmounts | undefined): Resources | undefined {
  if (given === undefined || "requests" in given || "limits" in given) return given as Resources | undefined;
  return { requests: given as ResourceAmounts };
}
