import { create } from "@bufbuild/protobuf";
import type { HandlerContext } from "@connectrpc/connect";
import {
  type NodeExecutionIdentifier,
  NodeExecutionIdentifierSchema,
} from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import {
  ArtifactType,
  CreateDownloadLinkRequestSchema,
  type PreSignedURLs,
  PreSignedURLsSchema,
} from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { executionKey, invalid, nodeClosure, notFound, textForm, toMoment } from "../state/index.js";
import { spanOf } from "./expiry.js";
import type { Plane } from "./plane.js";
import { signedFor } from "./signing.js";

/** Which deck is asked for. */
export interface DeckRequest {
  readonly artifactType: ArtifactType;
  readonly nodeExecutionId: NodeExecutionIdentifier;
  /** Milliseconds that its address holds. */
  readonly span: number;
}

/** Signed addresses of a node's deck; NOT_FOUND where it has none. */
export async function deckLink(plane: Plane, request: DeckRequest, context: HandlerContext): Promise<PreSignedURLs> {
  const { store, files } = plane;
  const { artifactType, nodeExecutionId: id, span } = request;
  const text = textForm(NodeExecutionIdentifierSchema, id);
  const execution = id.executionId && store.executions.get(executionKey(id.executionId));
  const row = execution?.nodes.get(id.nodeId);
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
  const signedUrl = [signedFor(context, files, { method: "GET", uri: deckUri, expires })];
  return create(PreSignedURLsSchema, { signedUrl, expiresAt: toMoment(expires) });
}
