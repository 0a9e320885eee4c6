import { crossOrigin } from "./cors.js";
import type { Request, Response } from "./fallback.js";
import { authorityOf, type GuardOptions, guard } from "./guard.js";
import { refuse } from "./refuse.js";
import type { Limits } from "./where.js";

type Handler = (request: Request, response: Response) => void;

/** Lets through to a handler who may call, what browsers may ask, as many requests at once as there is room for. */
export function gate(handler: Handler, options: GuardOptions & { readonly limits: Limits }): Handler {
  const { limits, origins } = options;
  const judge = guard(options);
  let running = 0;
  return (request, response) => {
    const refusal = judge(request);
    const isFile = request.url?.startsWith("/data/") === true;
    // A page of an origin that may call must be able to read why it was refused.
    if (!isFile && crossOrigin(request, response, { origins, host: authorityOf(request) })) return;
    if (refusal !== undefined) return refuse(request, response, refusal);
    if (running >= limits.requests) {
      const message = `more than ${limits.requests} requests at once`;
      return refuse(request, response, { code: "ResourceExhausted", message });
    }
    running += 1;
    response.once("close", () => {
      running -= 1;
    });
    impatient(request, response, limits.patience);
    handler(request, response);
  };
}

// Ends a request whose body stands still, be it answered already; an answer may take its time.
function impatient(request: Request, response: Response, patience: number): void {
  if ("stream" in request) {
    const { stream } = request;
    stream.setTimeout(patience, () => stream.close(cancelled));
    request.once("end", () => stream.setTimeout(0));
    return;
  }
  const { headers, socket } = request;
  if (headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0) return;
  const tired = () => socket.destroy();
  socket.setTimeout(patience, tired);
  request.once("end", () => socket.setTimeout(0).off("timeout", tired));
  response.once("finish", () => {
    // Node has set the time for another request.
    if (!request.complete) socket.setTimeout(patience);
  });
}

const cancelled = 8;
