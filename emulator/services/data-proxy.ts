import { createHash } from "node:crypto";
import { create } from "@bufbuild/protobuf";
import type { Duration } from "@bufbuild/protobuf/wkt";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { FlytepathError } from "../../lib/errors/index.js";
import {
  type NodeExecutionIdentifier,
  NodeExecutionIdentifierSchema,
} from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { DataProxyService } from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import {
  ArtifactType,
  type CreateUploadLocationRequest,
  PreSignedURLsSchema,
} from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import {
  executionKey,
  exists,
  findNode,
  invalid,
  nodeClosure,
  notFound,
  textForm,
  toMoment,
  toNanos,
} from "../state/index.js";
import { base32 } from "./base32.js";
import { randomLetters } from "./execution-name.js";
import { readFlyteUrl } from "./flyte-url.js";
import type { Plane } from "./plane.js";

const longest = 3_600_000;

/** Flyte's DataProxyService: addresses to put and get files by plain HTTP, and data by `flyte://` address. */
export function dataProxyService(plane: Plane): ServiceImpl<typeof DataProxyService> {
  const { store, files, random } = plane;
  return {
    async createUploadLocation(request, context) {
      if (request.project === "" || request.domain === "") throw invalid("project and domain are required parameters");
      if (request.contentMd5.length === 0 && request.filenameRoot === "") {
        throw invalid("content_md5 or filename_root is a required parameter");
      }
      const expires = expiryOf(request.expiresIn, "");
      const uri = uploadUri(request);
      const md5 = Buffer.from(request.contentMd5).toString("base64");
      if (request.filename !== "" && request.filenameRoot !== "") await checkFree(uri, md5);
      const grant = { method: "PUT", uri, expires, ...(md5 === "" ? {} : { md5 }) } as const;
      return {
        signedUrl: address(context, files.urls.sign(grant)),
        nativeUrl: uri,
        expiresAt: toMoment(expires),
        // A Content-Length would be that of the digest's text, which breaks the upload of clients that send it.
        headers: {
          "Content-MD5": md5,
          ...(request.addContentMd5Metadata ? { "x-amz-meta-flyteContentMD5": md5 } : {}),
        },
      };
    },
    createDownloadLocation({ nativeUrl, expiresIn }, context) {
      const expires = expiryOf(expiresIn, "error while validating request. Error: ");
      const signedUrl = download(context, nativeUrl, expires);
      return { signedUrl, expiresAt: toMoment(expires) };
    },
    async createDownloadLink({ artifactType, source, expiresIn }, context) {
      const where = "error while validating request. Error: ";
      if (artifactType !== ArtifactType.DECK)
        throw invalid(`${where}invalid artifact type [ARTIFACT_TYPE_${ArtifactType[artifactType]}]`);
      if (source.case === undefined) throw invalid(`${where}source is required. Provided nil`);
      const expires = expiryOf(expiresIn, where);
      const deck = deckOf(source.value, true);
      if (!(await files.blobs.exists(deck).catch(() => false))) throw notFound("object not found");
      const signedUrl = [download(context, deck, expires)];
      const expiresAt = toMoment(expires);
      return { signedUrl, expiresAt, preSignedUrls: create(PreSignedURLsSchema, { signedUrl, expiresAt }) };
    },
    async getData({ flyteUrl }, context) {
      const wanted = readFlyteUrl(flyteUrl);
      if (wanted.kind === "d") {
        const expires = expiryOf(undefined, "");
        const signedUrl = [download(context, deckOf(wanted.node, false), expires)];
        const value = create(PreSignedURLsSchema, { signedUrl, expiresAt: toMoment(expires) });
        return { data: { case: "preSignedUrls", value } };
      }
      const map = await plane.store.data.read(uriOf(plane, wanted));
      const { name } = wanted;
      if (name === undefined) return { data: { case: "literalMap", value: map ?? {} } };
      const value = map?.literals[name];
      if (value !== undefined) return { data: { case: "literal", value } };
      const id = textForm(NodeExecutionIdentifierSchema, wanted.node);
      throw invalid(`name [${name}] not found in node execution [${id}]`);
    },
  };

  function uploadUri({
    project,
    domain,
    filename,
    filenameRoot,
    contentMd5,
    org,
  }: CreateUploadLocationRequest): string {
    const folder = filenameRoot === "" ? base32(contentMd5) : filenameRoot;
    const name = filename === "" ? randomLetters(random, 20) : filename;
    try {
      return files.blobs.join(files.root, ...(org === "" ? [] : [org]), project, domain, folder, name);
    } catch (error) {
      throw invalid(FlytepathError.is(error) ? error.plainMessage : String(error));
    }
  }

  async function checkFree(uri: string, md5: string): Promise<void> {
    if (!(await files.blobs.exists(uri))) return;
    const stored = createHash("md5")
      .update(await files.blobs.read(uri))
      .digest("base64");
    if (stored === md5) return;
    throw exists(`file already exists at location [${uri}], specify a matching hash if you wish to rewrite`);
  }

  function download(context: HandlerContext, uri: string, expires: number): string {
    return address(context, files.urls.sign({ method: "GET", uri, expires }));
  }

  function expiryOf(span: Duration | undefined, where: string): number {
    const milliseconds = span === undefined ? longest : Number(toNanos(span)) / 1e6;
    if (milliseconds <= 0) throw invalid(`${where}expiresIn must lie in the future`);
    if (milliseconds > longest) {
      const what = `input duration [${goDuration(milliseconds)}] cannot exceed max allowed expiration [1h0m0s]`;
      throw invalid(`${where}expiresIn is invalid. Error: ${what}`);
    }
    return files.now() + milliseconds;
  }

  function deckOf(id: NodeExecutionIdentifier, isLink: boolean): string {
    const text = textForm(NodeExecutionIdentifierSchema, id);
    const execution = id.executionId && store.executions.get(executionKey(id.executionId));
    if (isLink && execution?.nodes.has(id.nodeId) !== true) {
      const why = `missing entity of type node execution with identifier ${text}`;
      throw invalid(`failed to find node execution [${text}]. Error: ${why}`);
    }
    const { deckUri } = nodeClosure(findNode(execution, id));
    if (deckUri !== "") return deckUri;
    const request = `artifact_type:ARTIFACT_TYPE_DECK expires_in:{seconds:3600} node_execution_id:{${text}}`;
    throw notFound(`no deckUrl found for request [${request}]`);
  }

  // The address the client knows the server by; in memory there is none, and any open port serves.
  function address(context: HandlerContext, path: string): string {
    const { origin } = new URL(context.url);
    return `${origin.endsWith("//in-memory") ? files.origin() : origin}${path}`;
  }
}

function uriOf({ store }: Plane, { node, kind, attempt }: ReturnType<typeof readFlyteUrl>): string {
  const execution = node.executionId && store.executions.get(executionKey(node.executionId));
  const row = findNode(execution, node);
  const task =
    attempt === undefined ? undefined : row.tasks.find(({ message }) => message.id?.retryAttempt === attempt);
  if (attempt !== undefined && task === undefined) {
    const id = textForm(NodeExecutionIdentifierSchema, node);
    const retry = attempt === 0 ? "" : ` retry_attempt:${attempt}`;
    throw invalid(`no task executions were listed [node_execution_id:{${id}}${retry}]. Error: <nil>`);
  }
  const message = task?.message ?? row.message;
  const result = message.closure?.outputResult;
  if (kind === "i") return message.inputUri;
  return result?.case === "outputUri" ? result.value : "";
}

function goDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return `${Math.floor(seconds / 3600)}h${Math.floor((seconds % 3600) / 60)}m${seconds % 60}s`;
}
