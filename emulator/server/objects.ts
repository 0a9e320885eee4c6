import { createHash } from "node:crypto";
import { FlytepathError } from "../../lib/errors/index.js";
import type { Files } from "../services/index.js";
import { end, type Page, type Request, type Response } from "./fallback.js";

const crossOrigin = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, PUT",
  "access-control-allow-headers": "*",
};

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  json: "application/json",
  txt: "text/plain; charset=utf-8",
  csv: "text/csv; charset=utf-8",
};

/** Serves the blob store to whoever holds a signed address, and `/healthcheck`. */
export function objectPages(files: Files): Page {
  return async (request, response) => {
    const url = new URL(request.url ?? "/", "http://emulator");
    if (url.pathname === "/healthcheck") {
      end(response, 200, "");
      return true;
    }
    if (!url.pathname.startsWith("/data/")) return false;
    for (const [name, value] of Object.entries(crossOrigin)) response.setHeader(name, value);
    const { method = "GET" } = request;
    if (method === "OPTIONS") end(response, 204, "");
    else await answer(files, { request, response, method, url });
    return true;
  };
}

interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly method: string;
  readonly url: URL;
}

async function answer(files: Files, { request, response, method, url }: Exchange): Promise<void> {
  if (!["GET", "HEAD", "PUT"].includes(method)) return end(response, 405, "only GET, HEAD and PUT\n");
  const grant = files.urls.read(method, url, files.now());
  if ("refused" in grant) return end(response, 403, `${grant.refused}\n`);
  try {
    if (method === "PUT") await put(files, grant, { request, response, method, url });
    else await get(files, grant.uri, { request, response, method, url });
  } catch (error) {
    if (!FlytepathError.is(error)) throw error;
    end(response, error.code === "BLOB_NOT_FOUND" ? 404 : 500, `${error.message}\n`);
  }
}

async function get({ blobs }: Files, uri: string, { response, method }: Exchange): Promise<void> {
  const bytes = await blobs.read(uri);
  const type = types[uri.slice(uri.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type, "content-length": bytes.length, etag: `"${digest(bytes, "hex")}"` });
  if (method === "HEAD") response.end();
  else response.end(bytes);
}

async function put(
  { blobs }: Files,
  grant: { uri: string; md5?: string },
  { request, response }: Exchange,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const told = request.headers["content-md5"];
  const actual = digest(bytes, "base64");
  const expected = [grant.md5, typeof told === "string" && told !== "" ? told : undefined];
  if (expected.some((md5) => md5 !== undefined && md5 !== actual)) {
    return end(response, 400, `expected content of MD5 ${expected.find((md5) => md5 !== undefined)}, got ${actual}\n`);
  }
  await blobs.write(grant.uri, bytes);
  response.writeHead(200, { etag: `"${digest(bytes, "hex")}"` });
  response.end();
}

function digest(bytes: Uint8Array, encoding: "hex" | "base64"): string {
  return createHash("md5").update(bytes).digest(encoding);
}
