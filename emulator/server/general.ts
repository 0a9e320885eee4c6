import type { ConnectRouter } from "@connectrpc/connect";
import { fallback, type Page, type Request, type Response } from "./fallback.js";

type Handler = (request: Request, response: Response) => void;

/** What answers every request in the general way; `most` bytes a message. */
export interface GeneralOptions {
  readonly routes: (router: ConnectRouter) => void;
  readonly page: Page;
  readonly most: number;
}

/**
 * Answers gRPC, gRPC-web and Connect through connect's router, which is made with the first request for it; what is no RPC, by
 * a page.
 */
export function general({ routes, page, most }: GeneralOptions): Handler {
  const plain = fallback(page);
  let ready: Handler | undefined;
  const make = async () => {
    const { connectNodeAdapter } = await import("@connectrpc/connect-node");
    ready ??= connectNodeAdapter({ routes, fallback: plain, readMaxBytes: most });
    return ready;
  };
  return (request, response) => {
    if (ready !== undefined) return ready(request, response);
    // A client that goes away meanwhile is its own affair.
    request.on("error", () => {});
    void make().then((answer) => answer(request, response));
  };
}
