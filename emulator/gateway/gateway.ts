import { create, type DescMethodUnary, type Message } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { findBinding, isBound, type Match } from "./bindings.js";
import { FieldTextError, setFromPath, setFromTexts } from "./field-text.js";
import { isCovered } from "./covered.js";
import { type Form, formsOf, refusal } from "./form.js";
import { percentDecoded, readQuery } from "./query.js";

/** A plain request, its body read. */
export interface PlainRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

/** What is answered to it. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What the gateway stands before. */
export interface GatewayOptions {
  /** Full names of the services that are there; others answer UNIMPLEMENTED. */
  readonly offered: ReadonlySet<string>;
  readonly transport: Transport;
}

/** Answers a plain request as Flyte's gateway does: whatever is asked, it knows an answer. */
export async function answerPlain(request: PlainRequest, { offered, transport }: GatewayOptions): Promise<PlainAnswer> {
  const [rawPath = "", ...rest] = request.target.split("?");
  if (/%(?![0-9a-fA-F]{2})/.test(rawPath)) return text(400, "400 Bad Request");
  const clean = cleaned(rawPath);
  if (clean !== rawPath) return redirect(request.method, [clean, ...rest].join("?"));
  const { incoming, outgoing } = formsOf(request.headers);
  try {
    const path = percentDecoded(rawPath);
    const { match, query } = route(request, path, rest.join("?"));
    const { method } = match.binding;
    const input = inputOf(match, query, match.binding.hasBody ? incoming.read(method.input, request.body) : undefined);
    const service = method.parent.typeName;
    if (!offered.has(service)) throw new ConnectError(`unknown service ${service}`, Code.Unimplemented);
    const headers = forwarded(request.headers);
    // The options of Flyte's services name unary RPCs only.
    const { message } = await transport.unary(
      method as DescMethodUnary,
      undefined,
      undefined,
      headers,
      input as Message<string> & Record<string, unknown>,
    );
    return answer(outgoing, outgoing.write(method.output, message));
  } catch (error) {
    const told = error instanceof FieldTextError ? new ConnectError(error.message, Code.InvalidArgument) : error;
    return refusal(told, outgoing);
  }
}

interface Routed {
  readonly match: Match;
  readonly query: string;
}

function route({ method, headers, body }: PlainRequest, path: string, query: string): Routed {
  const isForm = method === "POST" && headers["content-type"] === "application/x-www-form-urlencoded";
  const override = isForm ? String(headers["x-http-method-override"] ?? "").toUpperCase() : "";
  const match = findBinding(override || method, path);
  const form = () => [query, Buffer.from(body).toString("utf8")].filter((part) => part !== "").join("&");
  if (match !== undefined) return { match, query: override === "" ? query : form() };
  // Long queries come as forms.
  const get = isForm ? findBinding("GET", path) : undefined;
  if (get !== undefined) return { match: get, query: form() };
  if (isBound(path)) throw new ConnectError("Method Not Allowed", Code.Unimplemented);
  throw new ConnectError("Not Found", Code.NotFound);
}

function inputOf({ binding, variables }: Match, query: string, body: Message | undefined): Message {
  const message = body ?? create(binding.method.input);
  const fields = reflect(binding.method.input, message);
  for (const [name, value] of variables) setFromPath(fields, name, value);
  // A query that could fill nothing is not read, however broken it may be.
  const isRead = !binding.hasBody && binding.method.input.fields.some(({ name }) => !variables.has(name));
  for (const [name, texts] of isRead ? readQuery(query) : []) {
    if (!isCovered(name, binding)) setFromTexts(fields, name.split("."), texts);
  }
  return message;
}

// What a client may tell the services through the gateway; nothing else of a request's headers concerns them.
function forwarded(headers: PlainRequest["headers"]): Headers {
  const kept = new Headers();
  for (const name of ["user-agent", "x-request-id"]) {
    const value = headers[name];
    if (typeof value === "string") kept.set(name, value);
  }
  return kept;
}

// As Go's server cleans a path: without empty, `.` and `..` segments, with the slash at its end.
function cleaned(path: string): string {
  if (!/\/(\.{0,2})(\/|$)/.test(path)) return path;
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  const end = path.endsWith("/") && kept.length > 0 ? "/" : "";
  return `/${kept.join("/")}${end}`;
}

function answer(form: Form, body: string | Uint8Array): PlainAnswer {
  return { status: 200, headers: { "content-type": form.contentType }, body };
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

// A browser that does not go there by itself shows where it is.
function redirect(method: string, location: string): PlainAnswer {
  if (method !== "GET" && method !== "HEAD") return { ...text(307, ""), headers: { location } };
  const link = `<a href="${location.replace(/[&<>"']/g, (sign) => escapes[sign]!)}">Temporary Redirect</a>.\n\n`;
  return { status: 307, headers: { location, "content-type": "text/html; charset=utf-8" }, body: link };
}

function text(status: number, body: string): PlainAnswer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body };
}
