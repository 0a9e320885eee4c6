import { failure } from "../../lib/errors/index.js";

/**
 * A whole number from a flag's text, from `least` (default 1) to `most`; undefined where the flag was not given. Fails
 * with `COMMAND_COUNT_MALFORMED`.
 */
export function readCount(
  flag: string,
  text: string | undefined,
  { least = 1, most }: { readonly least?: number; readonly most?: number } = {},
): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(count) || count < least || count > (most ?? count)) {
    throw failure("COMMAND_COUNT_MALFORMED", { flag, text, least, most });
  }
  return count;
}
