import { failure } from "../../errors/index.js";

const words: Readonly<Record<string, boolean>> = {
  true: true,
  "1": true,
  yes: true,
  on: true,
  false: false,
  "0": false,
  no: false,
  off: false,
};

/**
 * Reads yes or no from a setting, which in addresses and environment variables is text. Anything else fails with
 * `BACKEND_CONNECTION_MALFORMED`: Python's truth, by which "false" is true, would open connections without TLS.
 */
export function flag(value: unknown, name: string, source: string): boolean | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "boolean") return value;
  const read = words[String(value).trim().toLowerCase()];
  if (read === undefined)
    throw failure("BACKEND_CONNECTION_MALFORMED", {
      source,
      why: `${name} is ${JSON.stringify(value)}, expected true or false`,
      mend: `Write ${name}=true or ${name}=false.`,
    });
  return read;
}
