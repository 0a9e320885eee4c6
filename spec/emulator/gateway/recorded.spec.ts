import { fromBinary, fromJson, toJson } from "@bufbuild/protobuf";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import { ExecutionCreateResponseSchema, ExecutionSchema } from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { ProjectRegisterRequestSchema, ProjectSchema } from "../../../lib/idl/gen/flyteidl/admin/project_pb.js";
import { StatusSchema } from "../../../lib/idl/gen/google/rpc/status_pb.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import type { Json, JsonObject } from "../../../lib/types/index.js";
import { goldenLines } from "../../support/golden.js";
import { Normal, withoutStorage } from "../../support/recorded-normal.js";
import { sendTo } from "../../support/plain-http.js";
import type { Step } from "../../support/replay.js";

const recorded = suite("emulator/gateway/recorded");

// RPCs that are not offered; their steps may be answered at any time.
const missing = ["children of a task", "metrics"];

const emulator = createEmulator({ executor: "external" });
const opened = await emulator.listen({ port: 0, origins: ["*"] });
const admin = createGrpcTransport({ baseUrl: opened.url });
const normal = new Normal(emulator.backend.blobs.join("", "data"));
const messages = [ExecutionCreateResponseSchema, ExecutionSchema, ProjectSchema, StatusSchema];

for (const step of goldenLines<Step>("flyteadmin/11-http.jsonl")) {
  recorded(`${step.step}: as FlyteAdmin answered it`, async () => {
    const answer = step.rpc === "HTTP" ? await plain(step) : await call(step);
    const [wanted, got] = [sorted(withoutVolatile(step.response!)), sorted(withoutVolatile(answer))];
    if (missing.includes(step.step)) assert.ok(got === wanted || answer.status === 501);
    else assert.is(got, wanted);
  });
}

recorded.after(() => emulator.close());

recorded.run();

async function call({ request }: Step): Promise<JsonObject> {
  const message = fromJson(ProjectRegisterRequestSchema, request as object as Parameters<typeof fromJson>[1]);
  const method = AdminService.method.registerProject;
  const answer = await admin.unary(method, undefined, undefined, undefined, message);
  return toJson(method.output, answer.message) as JsonObject;
}

async function plain({ request, response }: Step): Promise<JsonObject> {
  const { method, path, headers, body, body_base64: bytes } = normal.actual(request) as object as PlainStep;
  const sent = bytes === undefined ? textOf(body) : Buffer.from(bytes, "base64");
  // The recording was made by a client that sends no header of its own accord.
  const answer = await sendTo(opened.url, { method, path, headers, body: sent });
  const shown = ["content-type", "vary", "allow"];
  const kept = Object.entries(answer.headers)
    .filter(([name]) => shown.includes(name) || name.startsWith("access-control-"))
    .map(([name, value]) => [name, String(value)]);
  const proto = (response as { body_proto?: { type: string } }).body_proto?.type;
  return { status: answer.status, headers: Object.fromEntries(kept), ...bodyOf(answer.body, proto, response!) };
}

function textOf(body: Json | undefined): string {
  return body === undefined ? "" : JSON.stringify(body);
}

interface PlainStep {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly body_base64?: string;
}

function bodyOf(bytes: Buffer, proto: string | undefined, wanted: JsonObject): JsonObject {
  if (proto !== undefined) {
    const desc = messages.find(({ typeName }) => typeName === proto)!;
    const { details: _, ...value } = toJson(desc, fromBinary(desc, bytes), { useProtoFieldName: true }) as JsonObject;
    return { body_proto: { type: proto, value: normal.recorded(value) } };
  }
  if (bytes.length === 0) return {};
  if (wanted.body === "<any>") return { body: "<any>" };
  const body = JSON.parse(bytes.toString("utf8")) as JsonObject;
  const shown = withMessage(normal.recorded(body) as JsonObject, body.message);
  const known = (wanted.body ?? {}) as JsonObject;
  if (!("control_plane_version" in known) && !Object.values(known).includes("<any>")) return { body: shown };
  return {
    body:
      "control_plane_version" in known ? known : Object.fromEntries(Object.keys(shown).map((key) => [key, "<any>"])),
  };
}

// What only the storage of the recording has, and the texts of errors, which have specs of their own.
function withoutVolatile({ body, body_proto: proto, ...rest }: JsonObject): Json {
  const json = withoutText(withoutStorage(body ?? null));
  const { value, ...type } = (proto ?? {}) as JsonObject;
  return {
    ...rest,
    ...(json === null ? {} : { body: json }),
    ...(proto && { ...type, value: withoutText(value ?? null) }),
  };
}

function withoutText(value: Json): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !("code" in value)) return value;
  const { message: _, details = [], ...rest } = value;
  return { ...rest, ...(Array.isArray(details) && details.length === 0 ? {} : { details }) };
}

function sorted(value: Json): string {
  return JSON.stringify(value, (_, item: Json) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

function withMessage(shown: JsonObject, message: Json | undefined): JsonObject {
  return typeof message === "string" ? { ...shown, message: normal.message(message) } : shown;
}
