import { failure } from "../../lib/errors/index.js";

/** A whole number above 0 from a flag's text; undefined where the flag was not given. Fails with `COMMAND_COUNT_MALFORMED`. */
export function readCount(flag: string, text: string | undefined, least = 1): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(count) || count < least) {
    throw failure("COMMAND_COUNT_MALFORMED", { flag, text, least });
  }
  return count;
}
