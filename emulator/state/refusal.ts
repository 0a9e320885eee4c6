import type { DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";

interface Detail<Desc extends DescMessage = DescMessage> {
  readonly desc: Desc;
  readonly value: MessageInitShape<Desc>;
}

/** Refuses a request as FlyteAdmin does: a gRPC status with its text and, for some, a detail message. */
function refusal(code: Code, text: string, detail?: Detail): ConnectError {
  return new ConnectError(text, code, undefined, detail === undefined ? [] : [detail]);
}

/** INVALID_ARGUMENT. */
export const invalid = (text: string, detail?: Detail): ConnectError => refusal(Code.InvalidArgument, text, detail);

/** INVALID_ARGUMENT for a field that must be given. */
export const missing = (field: string): ConnectError => invalid(`missing ${field}`);

/** NOT_FOUND. */
export const notFound = (text: string): ConnectError => refusal(Code.NotFound, text);

/** ALREADY_EXISTS. */
export const exists = (text: string, detail?: Detail): ConnectError => refusal(Code.AlreadyExists, text, detail);

/** ALREADY_EXISTS in the words of FlyteAdmin's database. */
export const keyTaken = (constraint: string): ConnectError =>
  exists(
    `value with matching already exists (duplicate key value violates unique constraint ${JSON.stringify(constraint)})`,
  );

/** FAILED_PRECONDITION. */
export const tooLate = (text: string, detail?: Detail): ConnectError => refusal(Code.FailedPrecondition, text, detail);

/** INTERNAL. */
export const internal = (text: string): ConnectError => refusal(Code.Internal, text);

/** UNIMPLEMENTED. */
export const unimplemented = (text: string): ConnectError => refusal(Code.Unimplemented, text);

/** UNAVAILABLE. */
export const unavailable = (text: string): ConnectError => refusal(Code.Unavailable, text);

/** What a request was refused with: the status as Go names it, `InvalidArgument`, and its text; undefined for what is no refusal. */
export function refusalOf(thrown: unknown): { readonly status: string; readonly text: string } | undefined {
  return thrown instanceof ConnectError
    ? { status: Code[thrown.code] ?? "Unknown", text: thrown.rawMessage }
    : undefined;
}
