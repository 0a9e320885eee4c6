import type { connectNodeAdapter } from "@connectrpc/connect-node";

type Handler = ReturnType<typeof connectNodeAdapter>;

/** A request of either version of HTTP. */
export type Request = Parameters<Handler>[0];

/** A response of either version of HTTP. */
export type Response = Parameters<Handler>[1];

/** Answers a plain request and says whether it did; what it leaves is not found. */
export type Page = (request: Request, response: Response) => Promise<boolean>;

const unimplemented = "12";

/** Answers what is no RPC of the router: an unknown service with UNIMPLEMENTED, a page, or 404. */
export function fallback(page: Page): (request: Request, response: Response) => void {
  return (request, response) => {
    const type = request.headers["content-type"] ?? "";
    if (type.startsWith("application/grpc")) return refuse(request, response, type);
    page(request, response).then(
      (answered) => {
        if (!answered) end(response, 404, "not found\n");
      },
      (error: unknown) => end(response, 500, `${error instanceof Error ? error.message : error}\n`),
    );
  };
}

function refuse(request: Request, response: Response, type: string): void {
  const service = (request.url ?? "").split("/")[1] ?? "";
  const headers = {
    "content-type": type,
    "grpc-status": unimplemented,
    "grpc-message": encodeURIComponent(`unknown service ${service}`).replaceAll("%20", " "),
  };
  // A status without a message must end with its headers: gRPC clients take an empty data frame for a broken stream.
  if ("stream" in response) response.stream.respond({ ":status": 200, ...headers }, { endStream: true });
  else response.writeHead(200, headers).end();
}

/** Ends a response with a short text. */
export function end(response: Response, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(text);
}
