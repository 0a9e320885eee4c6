import type { ExecutionError } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";

const longest = 100;

/** An error as lists show it: at most 100 bytes of its text, cut before a letter that does not fit whole. */
export function trimmed(error: ExecutionError): ExecutionError {
  const bytes = Buffer.from(error.message);
  if (bytes.length <= longest) return error;
  let end = longest;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end -= 1;
  return { ...error, message: bytes.subarray(0, end).toString() };
}
