import { createHash, timingSafeEqual } from "node:crypto";
import { allowsOrigin, type Origins } from "./cors.js";
import type { Request } from "./fallback.js";
import { isOwnName } from "./host-names.js";
import type { Refusal } from "./refuse.js";

/** Whom a port answers. */
export interface GuardOptions {
  readonly host: string;
  readonly names: readonly string[];
  readonly origins: Origins;
  readonly token?: string | undefined;
}

// What a client asks before it can know a token, and what is protected by a signature of its own.
const open = [
  /^\/healthcheck$/,
  /^\/grpc\.health\.v1\.Health\//,
  /^\/flyteidl\.service\.AuthMetadataService\//,
  /^\/\.well-known\/oauth-authorization-server$/,
  /^\/config\/v1\/flyte_client$/,
  /^\/oauth2\/token$/,
  /^\/data\//,
];
const harmless = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Judges who calls: by a name of this server, from no stranger's page, and with the token where one is needed
 * (`authorization` or `flyte-authorization: Bearer …`, or as the password that a browser asks for).
 */
export function guard({ host, names, origins, token }: GuardOptions): (request: Request) => Refusal | undefined {
  const digest = token === undefined ? undefined : digestOf(token);
  return (request) => {
    const authority = authorityOf(request);
    if (!isOwnName(authority, host, names)) {
      const message = `this server is not called ${JSON.stringify(authority.slice(0, 255))}; name it by --allow-host`;
      return { code: "PermissionDenied", message };
    }
    const { method = "GET", headers, url = "/" } = request;
    const { origin } = headers;
    if (typeof origin === "string" && !harmless.has(method) && !allowsOrigin(origin, origins, authority)) {
      const message = `pages of ${origin.slice(0, 255)} may change nothing here; name it by --cors-origin`;
      return { code: "PermissionDenied", message };
    }
    const path = url.split("?")[0]!;
    if (digest === undefined || method === "OPTIONS" || open.some((pattern) => pattern.test(path))) return undefined;
    const given = [headers.authorization, headers["flyte-authorization"]].flatMap(tokensIn);
    if (given.some((each) => timingSafeEqual(digestOf(each), digest))) return undefined;
    const message =
      given.length === 0 ? "a token is needed: authorization: Bearer …" : "the token is not the right one";
    return {
      code: "Unauthenticated",
      message,
      headers: { "www-authenticate": /^\/(console|logs)\b/.test(path) ? 'Basic realm="flytepath"' : "Bearer" },
    };
  };
}

/** By which name a client calls; empty where it says none. */
export function authorityOf(request: Request): string {
  const { headers } = request;
  return ("authority" in request ? request.authority : undefined) ?? headers.host ?? "";
}

function tokensIn(header: string | string[] | undefined): readonly string[] {
  const [scheme = "", value = ""] = String(header ?? "").split(/ +/, 2);
  if (value === "") return [];
  if (scheme.toLowerCase() !== "basic") return [value];
  const text = Buffer.from(value, "base64").toString("utf8");
  return [text.slice(text.indexOf(":") + 1)];
}

// Digests are of one length, so that the time of comparing tells nothing.
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
