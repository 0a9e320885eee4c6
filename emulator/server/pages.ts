import type { Transport } from "@connectrpc/connect";
import type { PlainAnswer } from "../gateway/index.js";
import type { Files } from "../services/index.js";
import { readBody } from "./body.js";
import { end, type Page, type Request, type Response } from "./fallback.js";
import { authorityOf } from "./guard.js";
import { logPages } from "./logs.js";
import { objectPages } from "./objects.js";
import { refuse } from "./refuse.js";
import type { SignIn } from "./sign-in.js";

/** What plain HTTP is answered with. */
export interface PagesOptions {
  readonly files: Files;
  /** Full names of the services that are there. */
  readonly offered: ReadonlySet<string>;
  /** The services in this process, as a client at an address reaches them. */
  readonly transport: (origin: string) => Transport;
  /** Where there is a token to sign in for. */
  readonly tokens?: SignIn["tokens"];
  /** Bytes of a message and of an upload. */
  readonly limits: { readonly message: number; readonly upload: number };
}

// JSON writes a message longer than protobuf does.
const stretch = 4;

/**
 * Plain HTTP: `/healthcheck`, files by signed address, logs of tasks, pages for people, what the services look like, and their gateway
 * for all the rest.
 */
export function pages({ files, offered, transport, tokens, limits }: PagesOptions): Page {
  const objects = objectPages(files, limits.upload);
  const logs = logPages(files);
  return async (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const path = url.split("?")[0]!;
    if (path === "/healthcheck") {
      // Go's server says no type of an empty body.
      response.writeHead(200);
      response.end();
      return;
    }
    if (path.startsWith("/data/")) return objects(request, response);
    if (path.startsWith("/logs/")) return logs(request, response);
    const most = limits.message * stretch;
    const body = await readBody(request, most);
    if (body === undefined) {
      const message = `a body of more than ${most} bytes is not read`;
      return refuse(request, response, { code: "ResourceExhausted", status: 413, message });
    }
    if (path === "/oauth2/token" && method === "POST" && tokens !== undefined) {
      return send(response, tokens(body.toString("utf8"), headers.authorization));
    }
    if (/^\/console(\/|$)/.test(path) && (method === "GET" || method === "HEAD")) {
      const { answerPage } = await import("../pages/index.js");
      const page = await answerPage(url, transport(originOf(request)));
      return send(response, method === "HEAD" ? { ...page, body: "" } : page);
    }
    const { answerPlain, openApi } = await import("../gateway/index.js");
    if (path === "/api/v1/openapi" && method === "GET") return end(response, 200, openApi(offered));
    const served = { offered, transport: transport(originOf(request)) };
    const answer = await answerPlain({ method, target: url, headers, body }, served);
    send(response, method === "HEAD" ? { ...answer, body: "" } : answer);
  };
}

function send(response: Response, { status, headers, body }: PlainAnswer): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** The address by which a client reached this server. */
export function originOf(request: Request): string {
  const isSecure = "encrypted" in request.socket && request.socket.encrypted === true;
  return `${isSecure ? "https" : "http"}://${authorityOf(request)}`;
}
