import { failure } from "../errors/index.js";

const second = 1_000_000_000n;
const longest = 315_576_000_000n * second;
const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: second,
  m: 60n * second,
  h: 3_600n * second,
  d: 86_400n * second,
};

/** Parts that {@link Duration.of} adds up; each may be a fraction or negative. */
export interface DurationParts {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

/** A length of time, exact to the nanosecond and at most 10,000 years either way. */
export class Duration {
  readonly nanoseconds: bigint;

  private constructor(nanoseconds: bigint, text: string) {
    if (nanoseconds > longest || nanoseconds < -longest) throw failure("VALUE_DURATION_MALFORMED", { text });
    this.nanoseconds = nanoseconds;
    Object.freeze(this);
  }

  /** `Duration.of({ hours: 1, minutes: 30 })`. Fails with `VALUE_DURATION_MALFORMED` when a part is no finite number. */
  static of({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }: DurationParts): Duration {
    const whole = [days * 86_400, hours * 3_600, minutes * 60, seconds, milliseconds / 1_000];
    const text = JSON.stringify({ days, hours, minutes, seconds, milliseconds });
    if (!whole.every(Number.isFinite)) throw failure("VALUE_DURATION_MALFORMED", { text });
    return new Duration(
      whole.map(toNanoseconds).reduce((sum, part) => sum + part, 0n),
      text,
    );
  }

  /** Reads `1h30m`, `5m`, `90s`, `250ms`, `0.5s`, `2d`, `-1.5h`. Fails with `VALUE_DURATION_MALFORMED`. */
  static parse(text: string): Duration {
    const [, sign, body] = /^([+-]?)(.+)$/s.exec(text.trim()) ?? [];
    if (body === undefined) throw failure("VALUE_DURATION_MALFORMED", { text: JSON.stringify(text) });
    if (body === "0") return new Duration(0n, text);
    const parts = [...body.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d)/g)];
    if (parts.length === 0 || parts.map(([part]) => part).join("") !== body) {
      throw failure("VALUE_DURATION_MALFORMED", { text: JSON.stringify(text) });
    }
    const total = parts.reduce((sum, [, digits, unit]) => sum + scaled(digits!, units[unit!]!), 0n);
    return new Duration(sign === "-" ? -total : total, JSON.stringify(text));
  }

  /** May have a fraction: a nanosecond is `0.000001`. */
  toMilliseconds(): number {
    return Number(this.nanoseconds) / 1e6;
  }

  /** As literals have it: seconds with up to nine digits and an `s`, without zeros at the end. */
  toString(): string {
    const size = this.nanoseconds < 0n ? -this.nanoseconds : this.nanoseconds;
    const fraction = String(size % second)
      .padStart(9, "0")
      .replace(/0+$/, "");
    return `${this.nanoseconds < 0n ? "-" : ""}${size / second}${fraction === "" ? "" : `.${fraction}`}s`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Any accepted form as literals have it: `1h30m` → `5400s`. Fails with `VALUE_DURATION_MALFORMED`. */
export function readDuration(text: string): string {
  return Duration.parse(text).toString();
}

/** Milliseconds of a literal's duration, with a fraction where it has one. */
export function toMilliseconds(canonical: string): number {
  return Duration.parse(canonical).toMilliseconds();
}

function toNanoseconds(seconds: number): bigint {
  const whole = Math.trunc(seconds);
  return BigInt(whole) * second + BigInt(Math.round((seconds - whole) * 1e9));
}

// Digits beyond a nanosecond are dropped, as Go does.
function scaled(digits: string, unit: bigint): bigint {
  const [whole, fraction = ""] = digits.split(".");
  const part = fraction === "" ? 0n : (BigInt(fraction) * unit) / 10n ** BigInt(fraction.length);
  return BigInt(whole === "" ? "0" : whole!) * unit + part;
}
