import { createHash } from "node:crypto";
import { type CallOptions, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { failure } from "../../errors/index.js";
import { DataProxyService } from "../../idl/gen/flyteidl/service/dataproxy_pb.js";
import type { Scope } from "../backend.js";
import { withDeadline } from "../call/deadline.js";

/** What Flyte's DataProxyService does for us. */
export interface DataProxy {
  /** Sends the bytes to an address the control plane chooses, and gives it; the same folder, the same place. */
  upload(name: string, bytes: Uint8Array, folder?: string): Promise<string>;
  /** A signed `http(s)` address for an address of the store. */
  downloadAddress(uri: string): Promise<string>;
}

/** Speaks to a control plane's DataProxyService. Fails with `BACKEND_TRANSFER_FAILED`. */
export function dataProxy(transport: Transport, scope: Scope): DataProxy {
  const service = createClient(DataProxyService, transport);
  return {
    async upload(name, bytes, folder) {
      const contentMd5 = createHash("md5").update(bytes).digest();
      const place = await ask(name, "write", (options) =>
        service.createUploadLocation(
          {
            ...scope,
            filename: name,
            filenameRoot: folder ?? "",
            contentMd5: new Uint8Array(contentMd5),
          },
          options,
        ),
      );
      await send(place, bytes, contentMd5.toString("base64"));
      return place.nativeUrl;
    },
    async downloadAddress(uri) {
      // Deprecated in Flyte, but the only call that signs an address: its successor knows decks alone.
      return (await ask(uri, "read", (options) => service.createDownloadLocation({ nativeUrl: uri }, options)))
        .signedUrl;
    },
  };
}

interface Place {
  readonly signedUrl: string;
  readonly nativeUrl: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function send({ signedUrl, nativeUrl, headers }: Place, bytes: Uint8Array, md5: string): Promise<void> {
  // Flyte gives the length of the md5's text as Content-Length; fetch sets the true one.
  const given = Object.entries(headers).filter(([key]) => key.toLowerCase() !== "content-length");
  const more = /^abfss?:/.test(nativeUrl) ? { "x-ms-blob-type": "BlockBlob" } : {};
  const answer = await fetch(signedUrl, {
    method: "PUT",
    headers: { ...Object.fromEntries(given), ...more, "Content-MD5": md5 },
    body: bytes,
  }).catch((cause: unknown) => fail(nativeUrl, "write", (cause as Error).message, cause));
  if (!answer.ok) fail(nativeUrl, "write", `its answer is ${answer.status} ${answer.statusText}`);
  await answer.body?.cancel();
}

async function ask<T>(uri: string, doing: "read" | "write", work: (options: CallOptions) => Promise<T>): Promise<T> {
  try {
    return await withDeadline(undefined, (signal) => work({ signal }));
  } catch (cause) {
    return fail(uri, doing, ConnectError.from(cause).rawMessage, cause);
  }
}

function fail(uri: string, doing: "read" | "write", why: string, cause?: unknown): never {
  throw failure("BACKEND_TRANSFER_FAILED", { uri, doing, why }, { cause });
}
