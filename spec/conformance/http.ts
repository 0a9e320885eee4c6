import { type IncomingMessage, request as send } from "node:http";
import { type DescMessage, fromBinary, isMessage, toJson } from "@bufbuild/protobuf";
import { StatusSchema } from "../../lib/idl/gen/google/rpc/status_pb.js";
import type { Json, JsonObject } from "../../lib/types/index.js";
import { methods } from "./grpc.js";
import type { Normal } from "./normal.js";
import type { Answer, Step } from "./step.js";

const answers: ReadonlyMap<string, DescMessage> = new Map(
  [...methods.values()].map(({ output }) => [output.typeName, output]),
);

/** Sends one plain HTTP call of the recording and gives its answer as the recording shows it. */
export async function callHttp({ request, response }: Step, url: string, normal: Normal): Promise<Answer> {
  const wanted = response as unknown as { body_proto?: { type: string }; body?: JsonObject };
  const { method, path, headers, body, body_base64 } = normal.actual(request) as {
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: Json;
    body_base64?: string;
  };
  const bytes = body === undefined ? Buffer.from(body_base64 ?? "", "base64") : Buffer.from(pythonJson(body));
  const hasBody = body !== undefined || body_base64 !== undefined;
  const length = hasBody ? { "content-length": String(bytes.length) } : {};
  const got = await exchange({ url, path }, method, { ...headers, ...length }, bytes);
  const answer = shown(got, normal, wanted.body_proto?.type);
  return { response: isVersions(wanted.body) ? { ...answer, body: versionsOf(answer.body) } : answer };
}

// Of versions, the recording keeps which there are.
function isVersions(body: Json | undefined): boolean {
  return typeof body === "object" && body !== null && "control_plane_version" in body;
}

function versionsOf(body: Json | undefined): JsonObject {
  const { control_plane_version: told = {} } = (body ?? {}) as { readonly control_plane_version?: JsonObject };
  return { control_plane_version: Object.fromEntries(Object.keys(told).map((key) => [key, "<any>"])) };
}

// As the recording's client wrote it: texts of errors tell columns.
function pythonJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value).replace(
      /[\u0080-\uffff]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  }
  return `{${Object.entries(value)
    .map(([key, item]) => `${pythonJson(key)}: ${pythonJson(item)}`)
    .join(", ")}}`;
}

interface Got {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
}

// The path is sent as it is written: an URL would tidy it up.
function exchange(
  { url, path }: { readonly url: string; readonly path: string },
  method: string,
  headers: Record<string, string>,
  body: Buffer,
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const call = send({ hostname, port, path, method, headers, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) });
    });
    call.on("error", reject);
    call.end(body);
  });
}

function shown({ status, headers, bytes }: Got, normal: Normal, type: string | undefined): JsonObject {
  const kept = Object.entries(headers).filter(([name]) => /^(content-type|vary|allow|access-control-.*)$/.test(name));
  const base = { status, headers: Object.fromEntries(kept) as JsonObject };
  const contentType = headers["content-type"] ?? "";
  const desc = status >= 300 ? StatusSchema : answers.get(type ?? "");
  if (desc !== undefined && contentType.includes("octet-stream")) {
    const message = fromBinary(desc, bytes);
    // The recording keeps no details of binary statuses.
    if (isMessage(message, StatusSchema)) message.details = [];
    const value = toJson(desc, message, { useProtoFieldName: true }) as JsonObject;
    return { ...base, body_proto: { type: desc.typeName, value: said(value, normal) } };
  }
  const text = bytes.toString("utf8");
  if (text === "") return base;
  try {
    return { ...base, body: said(JSON.parse(text) as Json, normal) };
  } catch {
    return { ...base, body_text: normal.message(text) };
  }
}

function said(value: Json, normal: Normal): Json {
  const whole = normal.recorded(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return whole;
  const { message } = value as JsonObject;
  return typeof message === "string" ? { ...(whole as JsonObject), message: normal.message(message) } : whole;
}
