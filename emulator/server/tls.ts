import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { failure } from "../../lib/errors/index.js";

/** PEM files of a server's certificate, with those that lead to its authority, and of its key. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** The contents of the files, judged; fails with `EMULATOR_TLS_FILE_UNFIT`, which names the file. */
export function readTls({ cert, key }: TlsFiles): { readonly cert: Buffer; readonly key: Buffer } {
  const read = { cert: readPart(cert, "cert"), key: readPart(key, "key") };
  try {
    createSecureContext(read);
  } catch (cause) {
    throw failure("EMULATOR_TLS_FILE_UNFIT", { file: key, why: `it is not the key of ${cert}` }, { cause });
  }
  return read;
}

function readPart(file: string, part: keyof TlsFiles): Buffer {
  const wanted = part === "cert" ? "a certificate" : "a key without a passphrase";
  let bytes: Buffer | undefined;
  try {
    bytes = readFileSync(file);
    createSecureContext({ [part]: bytes });
    return bytes;
  } catch (cause) {
    const why = bytes === undefined ? "it cannot be read" : `it holds no PEM of ${wanted}`;
    throw failure("EMULATOR_TLS_FILE_UNFIT", { file, why }, { cause });
  }
}
