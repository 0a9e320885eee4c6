import { FlytepathError } from "../../lib/errors/index.js";
import type { Files } from "../services/index.js";
import { end, type Page } from "./fallback.js";

const start = "/logs/";
const parts = 5;

/** Serves what containers wrote for people: `/logs/PROJECT/DOMAIN/EXECUTION/NODE/ATTEMPT`, as far as it goes by now. */
export function logPages({ blobs, root }: Pick<Files, "blobs" | "root">): Page {
  return async ({ method = "GET", url = "/" }, response) => {
    if (method !== "GET" && method !== "HEAD") return end(response, 405, "only GET and HEAD\n");
    const log = await read(url.split("?")[0]!);
    if (log === undefined) return end(response, 404, "no log of that attempt\n");
    response.writeHead(200, { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" });
    response.end(method === "HEAD" ? "" : log);
  };

  async function read(path: string): Promise<Uint8Array | undefined> {
    try {
      const names = path.slice(start.length).split("/").map(decodeURIComponent);
      return names.length === parts ? await blobs.read(`${blobs.join(root, "logs", ...names)}.log`) : undefined;
    } catch (error) {
      if (error instanceof URIError || FlytepathError.is(error)) return undefined;
      throw error;
    }
  }
}
