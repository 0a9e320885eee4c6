import { failure } from "../../errors/index.js";
import { defined } from "../../types/index.js";
import type { Connection } from "./connection.js";
import { flag } from "./flag.js";

/** Whether a text is the address of a control plane rather than the id of a connection. */
export function isFlyteUri(text: string): boolean {
  return /^grpcs?:\/\//.test(text);
}

/**
 * Reads `grpc://host:port` (plain HTTP/2) and `grpcs://host:port` (TLS). Query: `project`, `domain`, `console`, `ca`,
 * `insecureSkipVerify`, `auth`, `scopes`; client id and secret stand before an `@`. Anything else fails with
 * `BACKEND_CONNECTION_MALFORMED`.
 */
export function parseFlyteUri(text: string, source = text): Connection {
  if (!isFlyteUri(text)) throw malformed(source, `${JSON.stringify(text)} starts with neither grpc:// nor grpcs://`);
  const uri = URL.canParse(text) ? new URL(text) : undefined;
  if (uri === undefined || uri.hostname === "") throw malformed(source, `${JSON.stringify(text)} names no host`);
  if (uri.pathname !== "" && uri.pathname !== "/")
    throw malformed(source, `the path ${JSON.stringify(uri.pathname)} has no meaning`);
  const insecure = uri.protocol === "grpc:";
  const query = queryOf(uri, source);
  const skip = flag(query.insecureSkipVerify ?? query.insecure_skip_verify, "insecureSkipVerify", source);
  const auth = defined({
    mode: query.auth === "none" ? undefined : query.auth,
    clientId: uri.username === "" ? undefined : decodeURIComponent(uri.username),
    hasSecret: uri.password === "" ? undefined : true,
    scopes: query.scopes?.split(/[\s,]+/),
  });
  return defined({
    endpoint: `${uri.hostname}:${uri.port || (insecure ? 80 : 443)}`,
    insecure,
    insecureSkipVerify: skip,
    caFile: query.ca,
    project: query.project,
    domain: query.domain,
    console: query.console,
    auth: Object.keys(auth).length === 0 ? undefined : auth,
    source,
  });
}

const known = [
  "project",
  "domain",
  "console",
  "ca",
  "insecureSkipVerify",
  "insecure_skip_verify",
  "auth",
  "scopes",
] as const;

function queryOf(uri: URL, source: string): Readonly<Partial<Record<(typeof known)[number], string>>> {
  const query = Object.fromEntries(uri.searchParams);
  const stranger = Object.keys(query).find((key) => !(known as readonly string[]).includes(key));
  if (stranger !== undefined)
    throw malformed(source, `${stranger} is no setting of a connection, expected ${known.join(", ")}`);
  return query;
}

function malformed(source: string, why: string) {
  return failure("BACKEND_CONNECTION_MALFORMED", { source, why });
}
