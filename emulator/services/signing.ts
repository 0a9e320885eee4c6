import type { HandlerContext } from "@connectrpc/connect";
import { internal } from "../state/index.js";
import type { Files } from "./plane.js";
import type { Grant } from "./signed-urls.js";

/** The signed address for a grant, below the name by which the caller reached the server; INTERNAL for one that has ended already. */
export function signedFor(context: HandlerContext, files: Files, grant: Grant): string {
  if (grant.expires <= files.now()) {
    const why = "InvalidPresignExpireError: presigned URL requires an expire duration greater than 0";
    throw internal(`failed to create a signed url. Error: ${why}`);
  }
  const { origin } = new URL(context.url);
  // In memory there is none, and any open port serves.
  const own = origin.endsWith("//in-memory") ? files.origin() : origin;
  return `${own}${files.urls.sign(grant, files.now())}`;
}
