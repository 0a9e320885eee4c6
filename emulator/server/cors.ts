import { cors } from "@connectrpc/connect";
import type { Request, Response } from "./fallback.js";
import { isLoopback } from "./host-names.js";

/** Which pages of browsers may call; `*` are all, as in a Flyte that nobody configured. */
export type Origins = readonly string[];

const methods = ["GET", "POST", "DELETE", "HEAD", "PUT", "PATCH"];
// Methods and headers that a browser sends to anybody without asking.
const simpleMethods = ["GET", "HEAD", "POST"];
const simpleHeaders = ["Accept", "Accept-Language", "Content-Language", "Origin"];
const ownHeaders = ["Content-Type", "Flyte-Authorization", "Authorization"];
const rpcHeaders = cors.allowedHeaders.map(canonical);

/** Whether a page of an origin may call: pages of this machine may, and those that are named. */
export function allowsOrigin(origin: string, origins: Origins, host: string): boolean {
  if (origins.includes("*") || origins.includes(origin)) return true;
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  return url !== undefined && (isLoopback(url.hostname) || url.host === host);
}

/**
 * Puts what a browser must be told on a response, and answers its question beforehand (`OPTIONS`) whole; says whether it
 * did. The rules are those of the server that Flyte runs in.
 */
export function crossOrigin(request: Request, response: Response, { origins, host }: CorsOptions): boolean {
  const isQuestion = request.method === "OPTIONS";
  const { origin } = request.headers;
  if (typeof origin !== "string" || !allowsOrigin(origin, origins, host)) {
    if (isQuestion) finish(response, 200);
    return isQuestion;
  }
  const answered = isQuestion ? preflight(request) : {};
  if (typeof answered === "number") {
    finish(response, answered);
    return true;
  }
  const isOpen = origins.includes("*");
  const headers = {
    ...answered,
    "access-control-allow-credentials": "true",
    "access-control-allow-origin": isOpen ? "*" : origin,
    ...(isOpen ? {} : { vary: "Origin" }),
    ...(isRpc(request) && !isQuestion ? { "access-control-expose-headers": cors.exposedHeaders.join(", ") } : {}),
  };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (isQuestion) finish(response, 200);
  return isQuestion;
}

function finish(response: Response, status: number): void {
  response.writeHead(status);
  response.end();
}

interface CorsOptions {
  readonly origins: Origins;
  readonly host: string;
}

function preflight(request: Request): number | Readonly<Record<string, string>> {
  const method = request.headers["access-control-request-method"];
  if (method === undefined) return 400;
  if (!methods.includes(method)) return 405;
  const asked = (request.headers["access-control-request-headers"] ?? "")
    .split(",")
    .map((name) => canonical(name.trim()))
    .filter((name) => name !== "" && !simpleHeaders.includes(name));
  const allowed = isRpc(request) ? [...ownHeaders, ...rpcHeaders] : ownHeaders;
  if (asked.some((name) => !allowed.includes(name))) return 403;
  return {
    ...(asked.length > 0 ? { "access-control-allow-headers": asked.join(",") } : {}),
    ...(simpleMethods.includes(method) ? {} : { "access-control-allow-methods": method }),
  };
}

// gRPC-web and Connect need headers of their own, at paths such as /flyteidl.service.AdminService/GetTask.
function isRpc({ url = "" }: Request): boolean {
  return /^\/[\w.]+\.\w+\/\w+$/.test(url.split("?")[0]!);
}

function canonical(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
