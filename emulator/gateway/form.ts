import { create, type DescMessage, fromBinary, fromJson, type Message, toBinary } from "@bufbuild/protobuf";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { StatusSchema } from "../../lib/idl/gen/google/rpc/status_pb.js";
import { judgeFields } from "./json-fields.js";
import { printMessage, type Spelling } from "./json-printer.js";
import { JsonError, readJson } from "./json-reader.js";
import { types } from "./served.js";
import { httpStatus } from "./status.js";

/** How messages are written in a body. */
export interface Form {
  readonly contentType: string;
  /** Reads a request; fails with INVALID_ARGUMENT. */
  read(desc: DescMessage, body: Uint8Array): Message;
  write(desc: DescMessage, message: Message): string | Uint8Array;
}

const protobuf: Form = {
  contentType: "application/octet-stream",
  read(desc, body) {
    try {
      return fromBinary(desc, body);
    } catch {
      throw new ConnectError("proto: cannot parse invalid wire-format data", Code.InvalidArgument);
    }
  },
  write: (desc, message) => toBinary(desc, message),
};

const camel = json("camel", { isLenient: true });

// Asked for by name, JSON spells fields as the .proto files do, and knows them all; by default it does not.
const forms: ReadonlyMap<string, Form> = new Map([
  ["application/octet-stream", protobuf],
  ["application/json", json("proto", { isLenient: false })],
  ["*", camel],
]);

/** The forms of a request's body and of its answer, by exactly what its headers say. */
export function formsOf(headers: Readonly<Record<string, string | string[] | undefined>>): {
  readonly incoming: Form;
  readonly outgoing: Form;
} {
  const type = String(headers["content-type"] ?? "");
  const incoming = forms.get(type.split(";")[0]!.trim().toLowerCase()) ?? camel;
  return { incoming, outgoing: forms.get(headers.accept as string) ?? incoming };
}

/** The answer to a call that failed. */
export function refusal(thrown: unknown, form: Form) {
  const error = ConnectError.from(thrown, Code.Internal);
  const details = error.details.flatMap((detail) =>
    "type" in detail && detail.value instanceof Uint8Array
      ? [create(AnySchema, { typeUrl: `type.googleapis.com/${detail.type}`, value: detail.value })]
      : [],
  );
  const status = create(StatusSchema, { code: error.code, message: error.rawMessage, details });
  return {
    status: httpStatus(error.code),
    headers: { "content-type": form.contentType },
    body: form.write(StatusSchema, status),
  };
}

function json(spelling: Spelling, rules: { readonly isLenient: boolean }): Form {
  return {
    contentType: "application/json",
    read(desc, body) {
      const text = Buffer.from(body).toString("utf8");
      try {
        const node = readJson(text);
        if (node === undefined) return create(desc);
        return fromJson(desc, judgeFields(desc, node, text, rules), { registry: types });
      } catch (error) {
        // A text that is judged well may still say what no message holds, as a number out of range.
        const why = error instanceof JsonError ? error.message : `proto: ${(error as Error).message}`;
        throw new ConnectError(why, Code.InvalidArgument);
      }
    },
    write: (desc, message) => JSON.stringify(printMessage(desc, message, spelling)),
  };
}
