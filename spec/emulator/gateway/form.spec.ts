import { create } from "@bufbuild/protobuf";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { formsOf, refusal } from "../../../emulator/gateway/form.js";
import { NodeExecutionEventRequestSchema } from "../../../lib/idl/gen/flyteidl/admin/event_pb.js";
import { LiteralSchema, type Primitive, PrimitiveSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { TaskMetadataSchema, TaskTemplateSchema } from "../../../lib/idl/gen/flyteidl/core/tasks_pb.js";
import { StatusSchema } from "../../../lib/idl/gen/google/rpc/status_pb.js";

const forms = suite("emulator/gateway/form");

const camel = formsOf({}).incoming;
const snake = formsOf({ accept: "application/json" }).outgoing;
const primitive = (text: string) => (camel.read(PrimitiveSchema, Buffer.from(text)) as Primitive).value;

forms("whole numbers keep their 64 bits, and may be written as texts, 1e3 or 2.0", () => {
  for (const [written, wanted] of Object.entries({
    "9007199254740993": 9007199254740993n,
    '"-9007199254740993"': -9007199254740993n,
    "1e3": 1000n,
    "2.0": 2n,
    '"1e3"': 1000n,
  })) {
    assert.equal(primitive(`{"integer":${written}}`), { case: "integer", value: wanted }, written);
  }
});

forms("what does not fit 64 bits, or is no whole number, is refused", () => {
  for (const written of ["9223372036854775808", "1.5", '" 1"', "true", '"x"']) {
    assert.throws(() => primitive(`{"integer":${written}}`), /proto:/, written);
  }
});

forms("numbers with a point take NaN and infinities by name, and are printed so", () => {
  for (const name of ["NaN", "Infinity", "-Infinity"]) {
    const read = camel.read(PrimitiveSchema, Buffer.from(`{"floatValue":"${name}"}`));
    assert.is(camel.write(PrimitiveSchema, read), `{"floatValue":"${name}"}`);
  }
});

forms("bytes are base64 of either alphabet", () => {
  for (const text of ["-_-_", "+/+/"]) {
    const read = camel.read(LiteralSchema, Buffer.from(`{"scalar":{"binary":{"value":"${text}"}}}`));
    assert.match(String(camel.write(LiteralSchema, read)), '"value":"+/+/"');
  }
});

forms("a name of a map may be one that every object has", () => {
  const text = '{"hash":"","metadata":{"__proto__":"a","constructor":"b"}}';
  const read = camel.read(LiteralSchema, Buffer.from(text));
  assert.match(String(camel.write(LiteralSchema, read)), '"constructor":"b"');
});

forms("fields that are not set are printed, members of a oneof and optional ones are not", () => {
  const shown = JSON.parse(String(snake.write(TaskMetadataSchema, create(TaskMetadataSchema))));
  assert.is(shown.discovery_version, "");
  assert.is(shown.timeout, null);
  assert.equal(shown.tags, {});
  assert.not.ok("interruptible" in shown);
  const template = create(TaskTemplateSchema, { custom: { a: [1, null, { b: "c" }] } });
  const printed = JSON.parse(String(snake.write(TaskTemplateSchema, template)));
  assert.equal(printed.custom, { a: [1, null, { b: "c" }] });
  assert.not.ok("container" in printed);
});

forms("an enum's number that nobody named is kept", () => {
  const text = '{"event":{"phase":77}}';
  const read = camel.read(NodeExecutionEventRequestSchema, Buffer.from(text));
  assert.match(String(camel.write(NodeExecutionEventRequestSchema, read)), '"phase":77');
});

forms("a detail of an error whose type nobody knows is printed by its name", () => {
  const unknown = create(AnySchema, { typeUrl: "type.googleapis.com/nobody.Knows" });
  const status = create(StatusSchema, { code: 5, message: "m", details: [unknown] });
  assert.is(
    snake.write(StatusSchema, status),
    '{"code":5,"message":"m","details":[{"@type":"type.googleapis.com/nobody.Knows"}]}',
  );
});

forms("every code of gRPC has its status", () => {
  const statuses = [499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401];
  const codes = Object.values(Code).filter((code): code is Code => typeof code === "number");
  assert.equal(
    codes.map((code) => refusal(new ConnectError("x", code), camel).status),
    statuses,
  );
});

forms.run();
