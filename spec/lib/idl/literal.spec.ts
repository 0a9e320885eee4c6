import {
  create,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonValue,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { decodeBindings, encodeBindings } from "../../../lib/idl/binding.js";
import { decodeCondition, encodeCondition } from "../../../lib/idl/condition.js";
import { BooleanExpressionSchema } from "../../../lib/idl/gen/flyteidl/core/condition_pb.js";
import { ErrorDocumentSchema } from "../../../lib/idl/gen/flyteidl/core/errors_pb.js";
import {
  ParameterMapSchema,
  ParameterSchema,
  TypedInterfaceSchema,
  VariableMapSchema,
  VariableSchema,
} from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import {
  BindingDataSchema,
  BindingSchema,
  LiteralMapSchema,
  LiteralSchema,
} from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { LiteralTypeSchema } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import {
  decodeErrorDocument,
  decodeInterface,
  decodeLiteral,
  decodeLiterals,
  decodeParameter,
  decodeParameters,
  decodeType,
  decodeVariable,
  decodeVariables,
  encodeErrorDocument,
  encodeInterface,
  encodeLiteral,
  encodeLiterals,
  encodeParameter,
  encodeParameters,
  encodeType,
  encodeVariable,
  encodeVariables,
} from "../../../lib/idl/index.js";
import { throws } from "../../support/expect.js";
import { golden } from "../../support/golden.js";

interface Value {
  readonly group: string;
  readonly name: string;
  readonly message: string;
  readonly json: JsonValue;
  readonly base64: string;
}

/** How one message of the wire goes to plain data and back. */
interface Codec {
  readonly decodeJson: (json: JsonValue) => unknown;
  readonly decodeBytes: (bytes: Uint8Array) => unknown;
  readonly encode: (plain: unknown) => string;
}

function codec<Schema extends DescMessage, Plain>(
  schema: Schema,
  decode: (message: MessageShape<Schema>) => Plain,
  encode: (plain: Plain) => MessageShape<Schema>,
): Codec {
  return {
    decodeJson: (json) => decode(fromJson(schema, json)),
    decodeBytes: (bytes) => decode(fromBinary(schema, bytes)),
    encode: (plain) => Buffer.from(toBinary(schema, encode(plain as Plain))).toString("base64"),
  };
}

const codecs: Readonly<Record<string, Codec>> = {
  "flyteidl.core.Binding": codec(
    BindingSchema,
    (message) => decodeBindings([message], "n1"),
    (bindings) => encodeBindings(bindings, "n1")[0]!,
  ),
  "flyteidl.core.BindingData": codec(
    BindingDataSchema,
    (binding) => decodeBindings([create(BindingSchema, { var: "x", binding })], "n1"),
    (bindings) => encodeBindings(bindings, "n1")[0]!.binding!,
  ),
  "flyteidl.core.BooleanExpression": codec(
    BooleanExpressionSchema,
    (message) => decodeCondition(message, "n1"),
    (condition) => encodeCondition(condition, "n1", {}),
  ),
  "flyteidl.core.LiteralType": codec(LiteralTypeSchema, (message) => decodeType(message), encodeType),
  "flyteidl.core.Literal": codec(LiteralSchema, (message) => decodeLiteral(message), encodeLiteral),
  "flyteidl.core.LiteralMap": codec(LiteralMapSchema, (message) => decodeLiterals(message), encodeLiterals),
  "flyteidl.core.Variable": codec(VariableSchema, (message) => decodeVariable(message), encodeVariable),
  "flyteidl.core.VariableMap": codec(VariableMapSchema, (message) => decodeVariables(message), encodeVariables),
  "flyteidl.core.TypedInterface": codec(TypedInterfaceSchema, (message) => decodeInterface(message), encodeInterface),
  "flyteidl.core.Parameter": codec(ParameterSchema, (message) => decodeParameter(message), encodeParameter),
  "flyteidl.core.ParameterMap": codec(ParameterMapSchema, (message) => decodeParameters(message), encodeParameters),
  "flyteidl.core.ErrorDocument": codec(ErrorDocumentSchema, decodeErrorDocument, encodeErrorDocument),
};

// What holds no value or no type at all, somewhere inside: nothing that flytepath could run with.
const refused: Readonly<Record<string, string>> = {
  "LiteralType unset": "WIRE_FIELD_MISSING",
  "LiteralType record with field types": "WIRE_FIELD_MISSING",
  "Literal unset": "WIRE_FIELD_MISSING",
  "Literal scalar unset": "WIRE_FIELD_MISSING",
  "Literal primitive unset": "WIRE_FIELD_MISSING",
  "Literal union without type": "WIRE_FIELD_MISSING",
  "Literal list of unset": "WIRE_FIELD_MISSING",
  "Literal map odd keys": "WIRE_FIELD_MISSING",
  "Literal only a hash": "WIRE_FIELD_MISSING",
  "bindings unset": "WIRE_FIELD_MISSING",
  "bindings offloaded": "WIRE_FIELD_MISSING",
  "bindings with a target type": "NODE_UNSUPPORTED",
  "interfaces parameter default unset literal": "WIRE_FIELD_MISSING",
  "interfaces parameter artifact query": "WIRE_FIELD_UNSUPPORTED",
  "interfaces parameter artifact": "WIRE_FIELD_UNSUPPORTED",
};

// Where a message that is not set and an empty one mean the same, flytepath writes the empty one.
const completed = new Set([
  "LiteralType union of nothing",
  "Literal blob without metadata",
  "Literal blob unset",
  "Literal schema without type",
  "Literal table without metadata",
  "interfaces neither side",
  "interfaces only inputs",
  "errors empty error",
]);

const literals = suite("lib/idl/literal");
const values = golden<{ values: readonly Value[] }>("flytekit/literals.json").values.filter(
  ({ message }) => message in codecs,
);

for (const value of values) {
  const name = `${value.group} ${value.name}`;
  const { decodeJson, decodeBytes, encode } = codecs[value.message]!;
  const bytes = Buffer.from(value.base64, "base64");
  const code = refused[name];

  if (code !== undefined) {
    literals(`${name} is refused`, () => {
      throws(() => decodeJson(value.json), code);
      throws(() => decodeBytes(bytes), code);
    });
    continue;
  }

  literals(`${name} means the same as JSON and as bytes`, () => {
    assert.equal(decodeBytes(bytes), decodeJson(value.json));
  });

  literals(`${name} is JSON without loss when decoded`, () => {
    const plain = decodeBytes(bytes);
    if (plain !== undefined) assert.equal(JSON.parse(JSON.stringify(plain)), plain);
  });

  literals(`${name} comes back ${completed.has(name) ? "with the same meaning" : "byte for byte"}`, () => {
    const encoded = encode(decodeBytes(bytes));
    if (completed.has(name)) assert.equal(decodeBytes(Buffer.from(encoded, "base64")), decodeBytes(bytes));
    else assert.is(encoded, value.base64);
  });
}

literals("an integer keeps all of its 64 bits", () => {
  const literal = { kind: "int", value: "9223372036854775807" } as const;
  assert.equal(decodeLiteral(encodeLiteral(literal)), literal);
});

literals("an integer beyond 64 bits is refused", () => {
  throws(() => encodeLiteral({ kind: "int", value: "9223372036854775808" }), "WIRE_TEXT_MALFORMED");
});

literals("the path of a missing value names its place", () => {
  const json = { literals: { rates: { collection: { literals: [{ scalar: { noneType: {} } }, {}] } } } };
  const error = throws(() => decodeLiterals(fromJson(LiteralMapSchema, json)), "WIRE_FIELD_MISSING");
  assert.is(error.path, "rates[1]");
});

literals("a field of a newer protocol is refused by number", () => {
  // Field 99, varint 1.
  const message = fromBinary(LiteralTypeSchema, Uint8Array.of(0x08, 0x01, 0x98, 0x06, 0x01));
  const error = throws(() => decodeType(message), "WIRE_FIELD_UNKNOWN");
  assert.match(error.message, "99");
});

literals("an enum value of a newer protocol is refused", () => {
  throws(() => decodeType(fromBinary(LiteralTypeSchema, Uint8Array.of(0x08, 0x4d))), "WIRE_ENUM_UNKNOWN");
});

literals("what is carried must be the message's proto JSON", () => {
  const variable = { type: { kind: "int" }, rest: { artifactPartialId: 1 } } as const;
  throws(() => encodeVariable(variable), "WIRE_CARRIED_MALFORMED");
});

literals.run();
