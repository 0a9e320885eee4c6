import type { Request } from "./fallback.js";

/** The bytes of a request's body; undefined when there are more than allowed, of which no more is read. Rejects where it breaks off. */
export async function readBody(request: Request, most: number): Promise<Buffer | undefined> {
  const { "content-length": length } = request.headers;
  if (Number(length ?? 0) > most) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  // A request that is left early must stay open, so that it can be answered.
  const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of body) {
    size += chunk.length;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  if (request.aborted || (length !== undefined && size !== Number(length))) throw new Error("the request broke off");
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}
