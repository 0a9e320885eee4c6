import { defined } from "../../../lib/types/index.js";
import { countOf, type Entry, entriesOf, given, listOf, pathOf, textOf } from "./entry.js";

/** Where the emulator listens, and whom it answers; paths are absolute. */
export interface ServerConfig {
  readonly port?: number;
  readonly host?: string;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly names?: readonly string[];
  readonly origins?: readonly string[];
  /** Sizes in MiB, as the flags have them. */
  readonly limits?: {
    readonly message?: number;
    readonly upload?: number;
    readonly requests?: number;
  };
}

/** MiB of a message or an upload at most. */
export const largestSize = 2048;

/** Reads `server`. */
export function serverOf(entry: Entry): ServerConfig {
  const { port, host, tls, names, origins, limits } = entriesOf(
    entry,
    ...(["port", "host", "tls", "names", "origins", "limits"] as const),
  );
  return defined({
    port: given(port, countOf(0, 65_535)),
    host: given(host, textOf),
    tls: given(tls, tlsOf),
    names: given(names, listOf(textOf)),
    origins: given(origins, listOf(textOf)),
    limits: given(limits, limitsOf),
  });
}

function tlsOf(entry: Entry): NonNullable<ServerConfig["tls"]> {
  const { cert, key } = entriesOf(entry, "cert", "key");
  return { cert: pathOf(cert), key: pathOf(key) };
}

function limitsOf(entry: Entry): NonNullable<ServerConfig["limits"]> {
  const { message, upload, requests } = entriesOf(entry, "message", "upload", "requests");
  return defined({
    message: given(message, countOf(1, largestSize)),
    upload: given(upload, countOf(1, largestSize)),
    requests: given(requests, countOf()),
  });
}
