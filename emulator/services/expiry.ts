import { create } from "@bufbuild/protobuf";
import { type Duration, DurationSchema } from "@bufbuild/protobuf/wkt";
import { invalid, textForm, toNanos } from "../state/index.js";
import { goDuration } from "./go-duration.js";

/** Milliseconds that a signed address holds at most, and where nobody says. */
export const longest = 3_600_000;

const most = BigInt(longest) * 1_000_000n;
const seconds = 315_576_000_000n;

/** How long an address to put a file holds, in milliseconds; INVALID_ARGUMENT above an hour. */
export function uploadSpan(span: Duration | undefined): number {
  if (span === undefined) return longest;
  if (!isValid(span)) throw invalid(`expiresIn [${textForm(DurationSchema, span)}] is invalid`);
  if (toNanos(span) > most) {
    throw invalid(
      `expiresIn [${goDuration(toNanos(span))}] cannot exceed max allowed expiration [${goDuration(most)}]`,
    );
  }
  return Number(toNanos(span)) / 1e6;
}

/** How long an address to get a file holds, in milliseconds; INVALID_ARGUMENT below zero and above an hour. */
export function downloadSpan(span: Duration | undefined, where: string): number {
  if (span === undefined) return longest;
  const wrong = (what: string) => invalid(`${where}expiresIn is invalid. Error: input duration ${what}`);
  if (!isValid(span)) throw wrong(`[${textForm(DurationSchema, span)}] is invalid`);
  const nanos = toNanos(span);
  if (nanos < 0n) throw wrong(`[${goDuration(nanos)}] should not less than 0`);
  if (nanos > most) throw wrong(`[${goDuration(nanos)}] cannot exceed max allowed expiration [${goDuration(most)}]`);
  return Number(nanos) / 1e6;
}

/** Milliseconds as a message. */
export function spanOf(milliseconds: number): Duration {
  const whole = Math.floor(milliseconds / 1000);
  const nanos = Math.round((milliseconds - whole * 1000) * 1e6);
  return create(DurationSchema, { seconds: BigInt(whole), nanos });
}

function isValid({ seconds: whole, nanos }: Duration): boolean {
  if (whole > seconds || whole < -seconds || Math.abs(nanos) > 999_999_999) return false;
  return !((whole > 0n && nanos < 0) || (whole < 0n && nanos > 0));
}
