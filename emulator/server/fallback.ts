import type { connectNodeAdapter } from "@connectrpc/connect-node";
import { refuse } from "./refuse.js";

type Handler = ReturnType<typeof connectNodeAdapter>;

/** A request of either version of HTTP. */
export type Request = Parameters<Handler>[0];

/** A response of either version of HTTP. */
export type Response = Parameters<Handler>[1];

/** Answers a plain request. */
export type Page = (request: Request, response: Response) => Promise<void>;

/** Answers what is no RPC of the router: an unknown service with UNIMPLEMENTED, everything else by a page. */
export function fallback(page: Page): (request: Request, response: Response) => void {
  return (request, response) => {
    const type = request.headers["content-type"] ?? "";
    if (type.startsWith("application/grpc")) {
      const service = (request.url ?? "").split("/")[1] ?? "";
      return refuse(request, response, { code: "Unimplemented", message: `unknown service ${service}` });
    }
    page(request, response).catch((error: unknown) => {
      // A client that went away in the middle of its request hears nothing any more.
      if (!response.headersSent) end(response, 500, `${error instanceof Error ? error.message : error}\n`);
      else response.destroy();
    });
  };
}

/** Ends a response with a short text. */
export function end(response: Response, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(text);
}
