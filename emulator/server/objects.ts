import { createHash } from "node:crypto";
import { FlytepathError } from "../../lib/errors/index.js";
import type { Files } from "../services/index.js";
import { readBody } from "./body.js";
import { end, type Page, type Request, type Response } from "./fallback.js";
import { rangeOf } from "./range.js";
import { isFull } from "./tell-errors.js";

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

// What tasks write may be a page: it runs as nobody's, so that its scripts reach neither the services nor other files.
const nobody = {
  "content-security-policy": "sandbox allow-scripts allow-popups allow-downloads",
  "x-content-type-options": "nosniff",
};

/** Serves the blob store to whoever holds a signed address, `/data/…`; uploads up to so many bytes. */
export function objectPages(files: Files, most: number): Page {
  return async (request, response) => {
    const url = new URL(`http://emulator${request.url}`);
    for (const [name, value] of Object.entries({ ...crossOrigin, ...nobody })) response.setHeader(name, value);
    const { method = "GET" } = request;
    if (method === "OPTIONS") end(response, 204, "");
    else await answer(files, { request, response, method, url, most });
  };
}

interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly method: string;
  readonly url: URL;
  readonly most: number;
}

async function answer(files: Files, exchange: Exchange): Promise<void> {
  const { request, response, method, url } = exchange;
  if (!["GET", "HEAD", "PUT"].includes(method)) return end(response, 405, "only GET, HEAD and PUT\n");
  const told = request.headers["content-md5"];
  const md5 = typeof told === "string" ? told : undefined;
  const grant = files.urls.read({ method, url, md5, now: files.now() });
  if ("refused" in grant) return end(response, 403, `${grant.refused}\n`);
  try {
    if (method === "PUT") await put(files, grant, exchange);
    else await get(files, grant.uri, exchange);
  } catch (error) {
    if (!FlytepathError.is(error)) throw error;
    end(response, isFull(error) ? 507 : (statuses[error.code] ?? 500), `${error.message}\n`);
  }
}

const statuses: Readonly<Record<string, number>> = { BLOB_NOT_FOUND: 404, BLOB_OUTSIDE_STORE: 403 };

async function get({ blobs }: Files, uri: string, { request, response, method }: Exchange): Promise<void> {
  const bytes = await blobs.read(uri);
  const type = types[uri.slice(uri.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  const etag = `"${digest(bytes, "hex")}"`;
  const { range, "if-range": condition = etag } = request.headers;
  const part = condition === etag ? rangeOf(range, bytes.length) : undefined;
  if (part === "none") {
    response.setHeader("content-range", `bytes */${bytes.length}`);
    return end(response, 416, `there is nothing at ${range} of ${bytes.length} bytes\n`);
  }
  const sent = part === undefined ? bytes : bytes.subarray(part.start, part.end + 1);
  response.writeHead(part === undefined ? 200 : 206, {
    "content-type": type,
    "content-length": sent.length,
    "accept-ranges": "bytes",
    ...(part && { "content-range": `bytes ${part.start}-${part.end}/${bytes.length}` }),
    etag,
  });
  if (method === "HEAD") response.end();
  else response.end(sent);
}

async function put(
  { blobs }: Files,
  grant: { uri: string; md5?: string },
  { request, response, most }: Exchange,
): Promise<void> {
  const bytes = await readBody(request, most);
  if (bytes === undefined) {
    if (!("stream" in response)) response.setHeader("connection", "close");
    return end(response, 413, `an upload of more than ${most} bytes is not taken\n`);
  }
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
