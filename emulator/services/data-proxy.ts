import { createHash } from "node:crypto";
import { posix } from "node:path";
import { create } from "@bufbuild/protobuf";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { FlytepathError } from "../../lib/errors/index.js";
import {
  type NodeExecutionIdentifier,
  NodeExecutionIdentifierSchema,
  TaskExecutionIdentifierSchema,
} from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { DataProxyService } from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import {
  ArtifactType,
  CreateDownloadLinkRequestSchema,
  type CreateUploadLocationRequest,
  type PreSignedURLs,
  PreSignedURLsSchema,
} from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import {
  type ExecutionRow,
  executionKey,
  exists,
  findNode,
  internal,
  invalid,
  nodeClosure,
  notFound,
  textForm,
  toMoment,
} from "../state/index.js";
import { base32 } from "./base32.js";
import { randomLetters } from "./execution-name.js";
import { downloadSpan, longest, spanOf, uploadSpan } from "./expiry.js";
import { readFlyteUrl } from "./flyte-url.js";
import type { Plane } from "./plane.js";
import type { Grant } from "./signed-urls.js";

/** Flyte's DataProxyService: addresses to put and get files by plain HTTP, and data by `flyte://` address. */
export function dataProxyService(plane: Plane): ServiceImpl<typeof DataProxyService> {
  const { store, files, random, platform } = plane;
  return {
    async createUploadLocation(request, context) {
      if (request.project === "" || request.domain === "") throw invalid("project and domain are required parameters");
      if (request.contentMd5.length === 0 && request.filenameRoot === "") {
        throw invalid("content_md5 or filename_root is a required parameter");
      }
      const uri = uploadUri(request);
      const md5 = Buffer.from(request.contentMd5).toString("base64");
      if (request.filename !== "" && request.filenameRoot !== "") await checkFree(uri, md5);
      const expires = files.now() + uploadSpan(request.expiresIn);
      const grant = { method: "PUT", uri, expires, ...(md5 === "" ? {} : { md5 }) } as const;
      return {
        signedUrl: signed(context, grant),
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
      const expires = files.now() + downloadSpan(expiresIn, "error while validating request: ");
      const signedUrl = download(context, nativeUrl, expires);
      return { signedUrl, expiresAt: toMoment(expires) };
    },
    async createDownloadLink({ artifactType, source, expiresIn }, context) {
      const where = "error while validating request. Error: ";
      const span = downloadSpan(expiresIn, where);
      if (artifactType === ArtifactType.UNDEFINED) {
        throw invalid(`${where}invalid artifact type [ARTIFACT_TYPE_${ArtifactType[artifactType]}]`);
      }
      if (source.case === undefined) throw invalid(`${where}source is required. Provided nil`);
      const request = { artifactType, nodeExecutionId: source.value, span };
      const preSignedUrls = await deckLink(context, request);
      const { signedUrl, expiresAt } = preSignedUrls;
      return { signedUrl, ...(expiresAt && { expiresAt }), preSignedUrls };
    },
    async getData({ flyteUrl }, context) {
      const wanted = readFlyteUrl(flyteUrl);
      if (wanted.kind === "d" && wanted.attempt === undefined) {
        findNode(executionOf(wanted.node), wanted.node);
        const request = { artifactType: ArtifactType.DECK, nodeExecutionId: wanted.node, span: longest };
        return { data: { case: "preSignedUrls", value: await deckLink(context, request) } };
      }
      const { uri, where } = placeOf(plane, wanted);
      const map = await plane.store.data.read(uri);
      const { name } = wanted;
      if (name === undefined) return { data: { case: "literalMap", value: map ?? {} } };
      const value = map?.literals[name];
      if (value !== undefined) return { data: { case: "literal", value } };
      throw invalid(`name [${name}] not found in ${where}`);
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
    const own = [platform.storagePrefix, org, project].filter((part) => part !== "").join("/");
    // Flyte resolves dots as addresses do; here they may not lead out of the project's folder.
    const path = posix.join(own, domain, folder, name);
    if (!path.startsWith(`${posix.join(own)}/`))
      throw invalid(`${path} does not lie in the folder of project [${project}]`);
    try {
      return files.blobs.join(files.root, ...path.split("/"));
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
    return signed(context, { method: "GET", uri, expires });
  }

  function signed(context: HandlerContext, grant: Grant): string {
    if (grant.expires <= files.now()) {
      const why = "InvalidPresignExpireError: presigned URL requires an expire duration greater than 0";
      throw internal(`failed to create a signed url. Error: ${why}`);
    }
    return address(context, files.urls.sign(grant, files.now()));
  }

  function executionOf({ executionId }: NodeExecutionIdentifier): ExecutionRow | undefined {
    return executionId && store.executions.get(executionKey(executionId));
  }

  async function deckLink(context: HandlerContext, request: DeckRequest): Promise<PreSignedURLs> {
    const { artifactType, nodeExecutionId: id, span } = request;
    const text = textForm(NodeExecutionIdentifierSchema, id);
    const row = executionOf(id)?.nodes.get(id.nodeId);
    if (row === undefined) {
      const why = `missing entity of type node execution with identifier ${text}`;
      throw invalid(`failed to find node execution [${text}]. Error: ${why}`);
    }
    const { deckUri } = nodeClosure(row);
    if (artifactType !== ArtifactType.DECK || deckUri === "") {
      const expiresIn = spanOf(span);
      const source = { case: "nodeExecutionId", value: id } as const;
      const said = create(CreateDownloadLinkRequestSchema, { artifactType, expiresIn, source });
      throw notFound(`no deckUrl found for request [${textForm(CreateDownloadLinkRequestSchema, said)}]`);
    }
    if (!(await files.blobs.exists(deckUri).catch(() => false))) throw notFound("object not found");
    const expires = files.now() + span;
    const signedUrl = [download(context, deckUri, expires)];
    return create(PreSignedURLsSchema, { signedUrl, expiresAt: toMoment(expires) });
  }

  // The address the client knows the server by; in memory there is none, and any open port serves.
  function address(context: HandlerContext, path: string): string {
    const { origin } = new URL(context.url);
    return `${origin.endsWith("//in-memory") ? files.origin() : origin}${path}`;
  }
}

interface DeckRequest {
  readonly artifactType: ArtifactType;
  readonly nodeExecutionId: NodeExecutionIdentifier;
  /** Milliseconds. */
  readonly span: number;
}

// The uri of a node's or an attempt's data, and what it belongs to, for texts.
function placeOf({ store }: Plane, { node, kind, attempt }: ReturnType<typeof readFlyteUrl>) {
  const execution = node.executionId && store.executions.get(executionKey(node.executionId));
  const row = attempt === undefined ? findNode(execution, node) : execution?.nodes.get(node.nodeId);
  const task = row?.tasks.find(({ message }) => message.id?.retryAttempt === attempt);
  const id = textForm(NodeExecutionIdentifierSchema, node);
  if (attempt !== undefined && task === undefined) {
    const retry = attempt === 0 ? "" : ` retry_attempt:${attempt}`;
    throw invalid(`no task executions were listed [node_execution_id:{${id}}${retry}]. Error: <nil>`);
  }
  if (kind === "d" && task !== undefined) {
    throw invalid("deck type cannot be specified with a retry attempt, just use the node instead");
  }
  const message = task?.message ?? row?.message;
  const result = message?.closure?.outputResult;
  const outputs = result?.case === "outputUri" ? result.value : "";
  const where =
    task === undefined
      ? `node execution [${id}]`
      : `task execution [${textForm(TaskExecutionIdentifierSchema, task.message.id)}]`;
  return { uri: kind === "i" ? (message?.inputUri ?? "") : outputs, where };
}
