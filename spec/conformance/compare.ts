import type { Json, JsonObject } from "../../lib/types/index.js";
import type { Answer, Replayed, Step } from "./step.js";

/** Compares an answer with the recorded one: everything exactly, the texts of errors on their own. */
export function compare(step: Step, got: Answer): Replayed {
  const [wanted, wantedText] = apart(step);
  const [answer, gotText] = apart({ ...got, rpc: step.rpc });
  const [a, b] = [sorted(wanted), sorted(fit(answer, wanted))];
  const isText = wantedText !== undefined && gotText !== undefined;
  return {
    step: step.step,
    rpc: step.rpc,
    same: a === b,
    sameText: isText ? wantedText === gotText : undefined,
    wanted: [a, wantedText].filter(Boolean).join(" "),
    got: [b, gotText].filter(Boolean).join(" "),
  };
}

// What must be equal, and the text of an error.
function apart({ rpc, response, error }: Answer & Pick<Step, "rpc">): readonly [JsonObject, string | undefined] {
  if (error !== undefined) {
    const { message, ...rest } = error;
    return [{ error: rest }, message];
  }
  const status = typeof response?.status === "number" ? response.status : 0;
  if (rpc !== "HTTP" || status < 300) return [{ response: response ?? {} }, undefined];
  const { body, body_proto, body_text, ...rest } = response ?? {};
  const proto = isObject(body_proto ?? null) ? (body_proto as JsonObject) : {};
  const inner = isObject(proto.value ?? null) ? (proto.value as JsonObject) : {};
  const json = isObject(body ?? null) ? (body as JsonObject) : {};
  const text = [json.message, inner.message, body_text].find((each) => typeof each === "string");
  const kept = {
    ...rest,
    ...(body !== undefined && { body: isObject(body) ? without(body, "message") : body }),
    ...(body_proto !== undefined && { body_proto: { ...proto, value: without(inner, "message") } }),
  };
  return [{ response: kept }, text as string | undefined];
}

function without(value: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
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
