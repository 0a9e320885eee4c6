import type { ServiceImpl } from "@connectrpc/connect";
import { ArtifactType, type DataProxyService } from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { executionKey, findNode, invalid, toMoment } from "../state/index.js";
import { dataPlace } from "./data-place.js";
import { deckLink } from "./deck-link.js";
import { downloadSpan, longest } from "./expiry.js";
import { readFlyteUrl } from "./flyte-url.js";
import type { Plane } from "./plane.js";
import { signedFor } from "./signing.js";
import { uploadLocation } from "./upload-location.js";

/** Flyte's DataProxyService: addresses to put and get files by plain HTTP, and data by `flyte://` address. */
export function dataProxyService(plane: Plane): ServiceImpl<typeof DataProxyService> {
  const { store, files } = plane;
  return {
    createUploadLocation: (request, context) => uploadLocation(plane, request, context),
    createDownloadLocation({ nativeUrl, expiresIn }, context) {
      const expires = files.now() + downloadSpan(expiresIn, "error while validating request: ");
      const signedUrl = signedFor(context, files, { method: "GET", uri: nativeUrl, expires });
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
      const preSignedUrls = await deckLink(plane, request, context);
      const { signedUrl, expiresAt } = preSignedUrls;
      return { signedUrl, ...(expiresAt && { expiresAt }), preSignedUrls };
    },
    async getData({ flyteUrl }, context) {
      const wanted = readFlyteUrl(flyteUrl);
      if (wanted.kind === "d" && wanted.attempt === undefined) {
        const { executionId } = wanted.node;
        findNode(executionId && store.executions.get(executionKey(executionId)), wanted.node);
        const request = { artifactType: ArtifactType.DECK, nodeExecutionId: wanted.node, span: longest };
        return { data: { case: "preSignedUrls", value: await deckLink(plane, request, context) } };
      }
      const { uri, where } = dataPlace(plane, wanted);
      const map = await store.data.read(uri);
      const { name } = wanted;
      if (name === undefined) return { data: { case: "literalMap", value: map ?? {} } };
      const value = map?.literals[name];
      if (value !== undefined) return { data: { case: "literal", value } };
      throw invalid(`name [${name}] not found in ${where}`);
    },
  };
}
