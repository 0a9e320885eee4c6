import type { Origins } from "./cors.js";
import type { TlsFiles } from "./tls.js";

/** Where an emulator listens, and whom it answers. */
export interface Where {
  /** 0 picks a free one. */
  readonly port: number;
  /** Default `127.0.0.1`; one that others can reach gets a `token`. */
  readonly host?: string;
  /** Files of a certificate and its key; without them nothing is encrypted. */
  readonly tls?: TlsFiles;
  /** At least 16 signs; callers must send `authorization: Bearer …`. Default on loopback none, elsewhere a random one. */
  readonly token?: string;
  /** Other names of this server by which clients may call, beside `localhost` and the host. */
  readonly names?: readonly string[];
  /** Whose pages may call from a browser, beside those of this machine: `https://console.example`; `*` are all. */
  readonly origins?: Origins;
  readonly limits?: Partial<Limits>;
}

/** How much a port takes. */
export interface Limits {
  /** Bytes of a request's message; more is RESOURCE_EXHAUSTED. Default 4 MiB, as in Flyte. */
  readonly message: number;
  /** Bytes of a file that is put; more is 413. Default 512 MiB. */
  readonly upload: number;
  /** Requests at once; more are RESOURCE_EXHAUSTED, or 429. Default 1000. */
  readonly requests: number;
  /** Connections at once; more are closed. Default 1000. */
  readonly connections: number;
  /** Milliseconds for a handshake, for headers, and between two pieces of a body. Default 20,000. */
  readonly patience: number;
}
