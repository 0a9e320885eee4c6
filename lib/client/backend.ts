/// <reference lib="esnext.disposable" preserve="true" />

import type { Transport } from "@connectrpc/connect";
import type { BlobStore } from "../blobs/index.js";

/** Project and domain that names are looked up in. */
export interface Scope {
  readonly project: string;
  readonly domain: string;
}

/** A Flyte control plane: how to talk to it, where its bytes are, and the default place of names. */
export interface Backend extends AsyncDisposable {
  /** For messages: `embedded`, `grpc://localhost:30080`. */
  readonly name: string;
  readonly transport: Transport;
  readonly blobs: BlobStore;
  readonly scope: Scope;
  /** Address of its web console, for links; absent when it has none. */
  readonly console?: string;
}
