import { createHash } from "node:crypto";
import { create, toBinary } from "@bufbuild/protobuf";
import { LiteralMapSchema } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { encodeLiterals } from "../../lib/idl/index.js";
import type { Json, JsonObject } from "../../lib/types/index.js";
import { int } from "../support/graph.js";
import { compare } from "./compare.js";
import { callRpc } from "./grpc.js";
import { callHttp } from "./http.js";
import { Normal } from "./normal.js";
import type { Answer, Replayed, Step, Target } from "./step.js";

const literals = (values: Parameters<typeof encodeLiterals>[0]) =>
  toBinary(LiteralMapSchema, create(LiteralMapSchema, encodeLiterals(values)));

// Contents of uploads by their MD5, which is all that the recording keeps of them.
const uploads: ReadonlyMap<string, Uint8Array> = new Map(
  [
    Buffer.from("hello conformance"),
    Buffer.from("<html>deck</html>"),
    literals({ a: int(3) }),
    literals({ o0: int(4) }),
    literals({ o0: int(4), o1: { kind: "list", items: [int(1), int(2)] } }),
  ].map((bytes) => [createHash("md5").update(bytes).digest("base64"), bytes]),
);

/** Sends the steps of one case one after the other, and compares each answer with the recorded one. */
export async function replay(steps: readonly Step[], target: Target): Promise<readonly Replayed[]> {
  const normal = new Normal(target.bucket);
  const urls = new Map<string, string>();
  const results: Replayed[] = [];
  for (const given of steps) {
    const step = whole(given);
    results.push(compare(step, await answer(step, target, [normal, urls])));
  }
  return results;
}

// The recording keeps only the length of very long texts.
function whole(step: Step): Step {
  const text = JSON.stringify(step.request).replace(/<(\d+) characters>/g, (_, length) => "x".repeat(Number(length)));
  return { ...step, request: JSON.parse(text) as JsonObject };
}

async function answer(
  step: Step,
  { transport, url }: Target,
  [normal, urls]: readonly [Normal, Map<string, string>],
): Promise<Answer> {
  if (step.rpc === "HTTP") return callHttp(step, url, normal);
  if (step.rpc.endsWith(" signed_url")) return fetchUrl(step, urls);
  const got = await callRpc(transport, step.rpc, normal.actual(step.request) as JsonObject);
  if (got.error !== undefined) {
    const { code, message, details } = got.error;
    const shown = details === undefined ? {} : { details: normal.recorded([...details]) as readonly Json[] };
    return { error: { code, message: normal.message(message), ...shown } };
  }
  const response = normal.recorded(got.response ?? {}) as JsonObject;
  remember(urls, got.response ?? {}, response);
  return { response };
}

function remember(urls: Map<string, string>, actual: Json, shown: Json): void {
  if (typeof actual === "string" && typeof shown === "string") {
    if (shown.startsWith("<signed-url ")) urls.set(shown, actual);
  } else if (typeof actual === "object" && actual !== null && typeof shown === "object" && shown !== null) {
    const [a, b] = [Object.values(actual), Object.values(shown)];
    a.forEach((item, index) => {
      remember(urls, item, b[index] ?? null);
    });
  }
}

async function fetchUrl({ rpc, request }: Step, urls: ReadonlyMap<string, string>): Promise<Answer> {
  const url = urls.get(String(request.url)) ?? "http://127.0.0.1:1/";
  const { "Content-MD5": md5 = "" } = (request.headers as Readonly<Record<string, string>> | undefined) ?? {};
  const put = { method: "PUT", body: uploads.get(md5) ?? "", headers: { "content-md5": md5 } };
  const answer = await fetch(url, rpc.startsWith("PUT") ? put : {});
  const body = await answer.text();
  return { response: { status: answer.status, ...(rpc.startsWith("PUT") ? {} : { body }) } };
}
