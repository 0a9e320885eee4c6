import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { HandlerContext } from "@connectrpc/connect";
import { FlytepathError } from "../../lib/errors/index.js";
import type { CreateUploadLocationRequest } from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { exists, invalid, toMoment } from "../state/index.js";
import { base32 } from "./base32.js";
import { randomLetters } from "./execution-name.js";
import { uploadSpan } from "./expiry.js";
import type { Files, Plane } from "./plane.js";
import { signedFor } from "./signing.js";

/** Answers where a file may be put, and for how long. */
export async function uploadLocation(plane: Plane, request: CreateUploadLocationRequest, context: HandlerContext) {
  const { files } = plane;
  if (request.project === "" || request.domain === "") throw invalid("project and domain are required parameters");
  if (request.contentMd5.length === 0 && request.filenameRoot === "") {
    throw invalid("content_md5 or filename_root is a required parameter");
  }
  const uri = uploadUri(plane, request);
  const md5 = Buffer.from(request.contentMd5).toString("base64");
  if (request.filename !== "" && request.filenameRoot !== "") await checkFree(files, uri, md5);
  const expires = files.now() + uploadSpan(request.expiresIn);
  const grant = { method: "PUT", uri, expires, ...(md5 === "" ? {} : { md5 }) } as const;
  return {
    signedUrl: signedFor(context, files, grant),
    nativeUrl: uri,
    expiresAt: toMoment(expires),
    // A Content-Length would be that of the digest's text, which breaks the upload of clients that send it.
    headers: {
      "Content-MD5": md5,
      ...(request.addContentMd5Metadata ? { "x-amz-meta-flyteContentMD5": md5 } : {}),
    },
  };
}

function uploadUri({ files, random, platform }: Plane, request: CreateUploadLocationRequest): string {
  const { project, domain, filename, filenameRoot, contentMd5, org } = request;
  const folder = filenameRoot === "" ? base32(contentMd5) : filenameRoot;
  const name = filename === "" ? randomLetters(random, 20) : filename;
  const own = [platform.storagePrefix, org, project].filter((part) => part !== "").join("/");
  // Flyte resolves dots as addresses do; here they may not lead out of the project's folder.
  const path = posix.join(own, domain, folder, name);
  if (!path.startsWith(`${posix.join(own)}/`)) {
    throw invalid(`${path} does not lie in the folder of project [${project}]`);
  }
  try {
    return files.blobs.join(files.root, ...path.split("/"));
  } catch (error) {
    throw invalid(FlytepathError.is(error) ? error.plainMessage : String(error));
  }
}

async function checkFree({ blobs }: Files, uri: string, md5: string): Promise<void> {
  if (!(await blobs.exists(uri))) return;
  const stored = createHash("md5")
    .update(await blobs.read(uri))
    .digest("base64");
  if (stored === md5) return;
  throw exists(`file already exists at location [${uri}], specify a matching hash if you wish to rewrite`);
}
