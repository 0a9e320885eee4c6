import { Code } from "@connectrpc/connect";
import type { Request, Response } from "./fallback.js";

/** Why a request goes no further. */
export interface Refusal {
  readonly code: keyof typeof statuses;
  readonly message: string;
  /** Status of HTTP in place of the code's own. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const statuses = { Unimplemented: 501, PermissionDenied: 403, Unauthenticated: 401, ResourceExhausted: 429 } as const;

/** Answers a request that goes no further in the words of its protocol: gRPC's trailers, or a status and JSON. */
export function refuse(request: Request, response: Response, refusal: Refusal): void {
  const { code, message, status = statuses[code], headers = {} } = refusal;
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("application/grpc")) {
    // Connect names its codes, gateways number them.
    const name = code.replace(/(?!^)([A-Z])/g, "_$1").toLowerCase();
    const isConnect = /^\/[\w.]+\.[\w.]+\/\w+$/.test((request.url ?? "").split("?")[0]!);
    const body = isConnect ? { code: name, message } : { code: Code[code], message, details: [] };
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
    return;
  }
  const told = {
    "content-type": type,
    "grpc-status": String(Code[code]),
    "grpc-message": encodeURIComponent(message).replaceAll("%20", " "),
  };
  // A status without a message must end with its headers: gRPC clients take an empty data frame for a broken stream.
  if ("stream" in response) response.stream.respond({ ":status": 200, ...told }, { endStream: true });
  else response.writeHead(200, told).end();
}
