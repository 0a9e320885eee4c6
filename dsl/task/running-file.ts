import { fileURLToPath } from "node:url";

/**
 * Path of the file that `api`, which must be running, was called from: the file that Node loaded, whatever source it was
 * made from. Absent where the caller has none.
 */
export function runningFile(api: (...args: never[]) => unknown): string | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_, sites) => sites[0]?.getFileName();
    const holder: { readonly stack?: unknown } = {};
    Error.captureStackTrace(holder, api);
    return typeof holder.stack === "string" ? toPath(holder.stack) : undefined;
  } finally {
    // Node's own is kept by being absent.
    if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function toPath(file: string): string | undefined {
  const plain = file.replace(/[?#].*$/, "");
  if (plain.startsWith("file:")) return fileURLToPath(plain);
  return plain.startsWith("/") || /^[A-Za-z]:\\/.test(plain) ? plain : undefined;
}
