// The sixteen of gRPC, by number. Kept here so that naming a status does not load the wire.
const names = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** Name of a gRPC status. */
export type Status = (typeof names)[number];

/** Name of a gRPC status by its number; `UNKNOWN` for a number that gRPC does not have. */
export function statusName(code: number): Status {
  return names[code] ?? "UNKNOWN";
}
