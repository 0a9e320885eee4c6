import { failure } from "../errors/index.js";
import type { Place } from "./place.js";

/** Bytes as literals have them. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** Bytes of a literal, or of text that a user gave. Fails with `VALUE_BINARY_MALFORMED`. */
export function fromBase64(text: string, place?: Place): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  const spelled = text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  if (toBase64(bytes).replace(/=+$/, "") !== spelled) {
    throw failure("VALUE_BINARY_MALFORMED", { form: "base64", why: "it has other characters or bits" }, place?.facts());
  }
  return new Uint8Array(bytes);
}
