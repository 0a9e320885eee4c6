import { failure } from "../../errors/index.js";
import { defined } from "../../types/index.js";
import type { Connection } from "./connection.js";
import { flag } from "./flag.js";

interface Parts {
  readonly login?: string | undefined;
  readonly password?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly extra: Readonly<Record<string, unknown>>;
}

/**
 * Reads an Airflow connection (`AIRFLOW_CONN_<ID>`) as the Flyte provider does: host and port are the endpoint, login
 * and password the client id and secret, and the extras `project`, `domain`, `insecure`, `insecure_skip_verify`,
 * `auth_mode`, `scopes`, `command` say the rest. Both of Airflow's forms are read: the URI
 * `flyte://login:password@host:port/?insecure=true` (also with `__extra__`) and a JSON object. Extras for other parts
 * of the provider are left alone. Fails with `BACKEND_CONNECTION_MALFORMED`.
 */
export function parseAirflowConnection(text: string, source: string): Connection {
  const parts = text.trimStart().startsWith("{") ? fromJson(text, source) : fromUri(text, source);
  const extra = withoutFormPrefix(parts.extra);
  const host = (parts.host ?? "").replace(/^dns:\/\/\//, "");
  if (host === "") throw malformed(source, "it names no host");
  const insecure = flag(extra.insecure, "insecure", source) ?? false;
  const skip = flag(extra.insecure_skip_verify, "insecure_skip_verify", source);
  const auth = defined({
    mode: textOf(extra.auth_mode),
    clientId: textOf(parts.login),
    hasSecret: given(parts.password) ? true : undefined,
    scopes: given(extra.scopes) ? scopesOf(extra.scopes) : undefined,
    hasCommand: given(extra.command) ? true : undefined,
  });
  return defined({
    endpoint: given(parts.port) ? `${host}:${parts.port}` : withPort(host, insecure),
    insecure,
    insecureSkipVerify: skip,
    project: textOf(extra.project),
    domain: textOf(extra.domain),
    auth: Object.keys(auth).length === 0 ? undefined : auth,
    source,
  });
}

function fromJson(text: string, source: string): Parts {
  const read = objectIn(text, source, "the JSON");
  const extra =
    typeof read.extra === "string" && read.extra !== "" ? objectIn(read.extra, source, "extra") : read.extra;
  return {
    login: textOf(read.login),
    password: textOf(read.password),
    host: textOf(read.host),
    port: textOf(read.port),
    extra: (given(extra) ? extra : {}) as Record<string, unknown>,
  };
}

// Airflow quotes the host as a whole, and lets `flyte://https://host` name a protocol that says nothing here.
function fromUri(text: string, source: string): Parts {
  const match =
    /^([a-z][\w+.-]*):\/\/(?:\w+:\/\/)?(?:([^@/?]*)@)?([^:/?]*|\[[^\]]*\])(?::(\d+))?(?:\/[^?]*)?(?:\?(.*))?$/i.exec(
      text.trim(),
    );
  if (match === null) throw malformed(source, "it is neither a URI such as flyte://host:port nor a JSON object");
  const [, , user, host, port, query = ""] = match;
  const [login, password] = (user ?? "").split(":", 2);
  const settings = Object.fromEntries(new URLSearchParams(query));
  const { __extra__: packed } = settings;
  return {
    login: unquoted(login, source),
    password: unquoted(password, source),
    host: unquoted(host, source),
    port,
    extra: packed === undefined ? settings : objectIn(packed, source, "__extra__"),
  };
}

// Airflow's form stores extras of a provider as `extra__flyte__project`.
function withoutFormPrefix(extra: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(extra).map(([key, value]) => [key.replace(/^extra__flyte__/, ""), value]));
}

function scopesOf(scopes: unknown): readonly string[] {
  return Array.isArray(scopes) ? scopes.map(String) : String(scopes).split(/[\s,]+/);
}

function withPort(host: string, insecure: boolean): string {
  return /:\d+$/.test(host) ? host : `${host}:${insecure ? 80 : 443}`;
}

function objectIn(text: string, source: string, what: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === "object" && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
  } catch (cause) {
    throw malformed(source, `${what} is not well formed: ${(cause as Error).message}`);
  }
  throw malformed(source, `${what} is no JSON object`);
}

function unquoted(text: string | undefined, source: string): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    throw malformed(source, `${JSON.stringify(text)} has a % that starts no encoded character`);
  }
}

function textOf(value: unknown): string | undefined {
  return given(value) ? String(value) : undefined;
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && value !== false;
}

function malformed(source: string, why: string) {
  const mend = "Write flyte://host:port/?project=…&domain=…&insecure=true, or the same as Airflow's JSON.";
  return failure("BACKEND_CONNECTION_MALFORMED", { source, why, mend });
}
