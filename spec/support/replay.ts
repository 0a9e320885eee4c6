import { createRegistry, type DescMethodUnary, fromBinary, fromJson, type JsonValue, toJson } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { EventFailureReasonSchema } from "../../lib/idl/gen/flyteidl/admin/event_pb.js";
import { InactiveProjectSchema } from "../../lib/idl/gen/flyteidl/admin/project_pb.js";
import { CreateWorkflowFailureReasonSchema } from "../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { AuthMetadataService } from "../../lib/idl/gen/flyteidl/service/auth_pb.js";
import { DataProxyService } from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { IdentityService } from "../../lib/idl/gen/flyteidl/service/identity_pb.js";
import { SignalService } from "../../lib/idl/gen/flyteidl/service/signal_pb.js";
import type { Json, JsonObject } from "../../lib/types/index.js";
import { Normal, withoutStorage } from "./recorded-normal.js";

/** One call of the recording. */
export interface Step {
  readonly step: string;
  readonly rpc: string;
  readonly request: JsonObject;
  readonly response?: JsonObject;
  readonly error?: { readonly code: string; readonly message: string; readonly details?: readonly Json[] };
}

/** What came of a step. */
export interface Replayed {
  readonly step: string;
  /** Whether code, details or answer are those of the recording. */
  readonly same: boolean;
  /** Whether the text of the error is. */
  readonly sameText: boolean;
  readonly wanted: string;
  readonly got: string;
}

/** Whom the steps are sent to. */
export interface Target {
  readonly transport: Transport;
  /** Storage prefix of its files. */
  readonly bucket: string;
  /** Contents of uploads by their MD5 in base64, which is all that the recording keeps of them. */
  readonly uploads: ReadonlyMap<string, Uint8Array>;
}

const services = [AdminService, DataProxyService, SignalService, AuthMetadataService, IdentityService];
const methods = new Map(
  services.flatMap(({ methods }) => methods.map((method) => [method.name, method as DescMethodUnary])),
);
const detailTypes = [EventFailureReasonSchema, InactiveProjectSchema, CreateWorkflowFailureReasonSchema];
const registry = createRegistry(DurationSchema);

/** Sends the steps of one case one after the other. */
export async function replay(steps: readonly Step[], target: Target): Promise<readonly Replayed[]> {
  const normal = new Normal(target.bucket);
  const urls = new Map<string, string>();
  const results: Replayed[] = [];
  for (const step of steps) {
    // The recording keeps only the length of very long texts.
    if (/"<\d+ characters>"/.test(JSON.stringify(step.request))) continue;
    const got = step.rpc.endsWith(" signed_url")
      ? await fetchUrl(step, urls, target)
      : await call(step, normal, [target, urls]);
    results.push(compare(step, got));
  }
  return results;
}

type Got = Pick<Step, "response" | "error">;

async function call(
  { rpc, request }: Step,
  normal: Normal,
  [{ transport }, urls]: readonly [Target, Map<string, string>],
): Promise<Got> {
  const method = methods.get(rpc)!;
  const message = fromJson(method.input, normal.actual(request) as JsonValue, { registry });
  try {
    const answer = await transport.unary(method, undefined, undefined, undefined, message);
    const json = toJson(method.output, answer.message, { useProtoFieldName: true, registry }) as JsonObject;
    const response = normal.recorded(json) as JsonObject;
    remember(urls, json, response);
    return { response };
  } catch (thrown) {
    const error = ConnectError.from(thrown);
    const code = Code[error.code].replace(/(?!^)([A-Z])/g, "_$1").toUpperCase();
    const details = error.details.flatMap((detail) => {
      const desc = "type" in detail ? detailTypes.find(({ typeName }) => typeName === detail.type) : undefined;
      if (desc === undefined || !("value" in detail) || !(detail.value instanceof Uint8Array)) return [];
      const json = toJson(desc, fromBinary(desc, detail.value), { useProtoFieldName: true }) as JsonObject;
      return [{ "@type": desc.typeName, ...(normal.recorded(json) as JsonObject) }];
    });
    const text = normal.message(error.rawMessage);
    return { error: { code, message: text, ...(details.length === 0 ? {} : { details }) } };
  }
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

async function fetchUrl({ rpc, request }: Step, urls: Map<string, string>, { uploads }: Target): Promise<Got> {
  const url = urls.get(withoutStorage(request.url ?? "") as string) ?? "";
  const headers = request.headers as Readonly<Record<string, string>> | undefined;
  const md5 = headers?.["Content-MD5"] ?? "";
  const put = { method: "PUT", body: uploads.get(md5) ?? "", headers: { "content-md5": md5 } };
  const answer = await fetch(url, rpc.startsWith("PUT") ? put : {});
  const body = await answer.text();
  return { response: { status: answer.status, ...(rpc.startsWith("PUT") ? {} : { body }) } };
}

function compare(step: Step, got: Got): Replayed {
  const wanted = step.error === undefined ? withoutStorage(step.response ?? {}) : withoutText(step.error);
  const answer = got.error === undefined ? fit(withoutStorage(got.response ?? {}), wanted) : withoutText(got.error);
  const [a, b] = [sorted(wanted), sorted(answer)];
  return {
    step: step.step,
    same: a === b && (step.error === undefined) === (got.error === undefined),
    sameText: step.error?.message === got.error?.message,
    wanted: step.error?.message ?? a,
    got: got.error?.message ?? b,
  };
}

function withoutText({ code, details = [] }: NonNullable<Step["error"]>): Json {
  return { code, details };
}

// Some steps of the recording show only names, or that there is anything at all.
function fit(got: Json, wanted: Json): Json {
  if (wanted === "<any>") return wanted;
  if (typeof wanted === "string" && typeof got === "object" && got !== null) {
    const { id } = got as { id?: { name?: string } };
    return id?.name ?? got;
  }
  if (Array.isArray(got) && Array.isArray(wanted)) return got.map((item, index) => fit(item, wanted[index] ?? null));
  if (!isObject(got) || !isObject(wanted)) return got;
  const onlyAny = Object.values(wanted).includes("<any>");
  const shown = Object.entries(got).filter(([key]) => !onlyAny || key in wanted);
  const entries = shown.map(([key, item]): [string, Json] => [key, fit(item, wanted[key] ?? null)]);
  const empty = Object.keys(wanted).filter((key) => Array.isArray(wanted[key]) && !(key in got));
  return Object.fromEntries([...entries, ...empty.map((key): [string, Json] => [key, []])]);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(value: Json): string {
  return JSON.stringify(value, (_, item: Json) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}
