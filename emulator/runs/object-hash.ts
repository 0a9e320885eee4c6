import { createHash } from "node:crypto";
import type { Json } from "../../lib/types/index.js";

/**
 * Digest of JSON by which Flyte's catalog names versions and tags: a letter for the kind, then the value; objects and lists
 * by the digests of their parts.
 */
export function objectHash(json: Json): Buffer {
  if (json === null) return sha("n");
  switch (typeof json) {
    case "string":
      return sha("u", json);
    case "boolean":
      return sha("b", json ? "1" : "0");
    case "number":
      return sha("f", floatText(json));
    default:
      return Array.isArray(json) ? sha("l", ...json.map(objectHash)) : sha("d", ...pairs(Object.entries(json)));
  }
}

function pairs(entries: readonly (readonly [string, Json])[]): readonly Buffer[] {
  return entries
    .map(([key, value]) => [objectHash(key), objectHash(value)] as const)
    .sort(([a], [b]) => Buffer.compare(a, b))
    .flat();
}

function sha(...parts: readonly (string | Buffer)[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

// Sign, binary exponent, and the bits of a mantissa of more than a half and at most one.
function floatText(value: number): string {
  if (value === 0) return "+0:";
  let exponent = 0;
  let mantissa = Math.abs(value);
  for (; mantissa > 1; exponent += 1) mantissa /= 2;
  for (; mantissa <= 0.5; exponent -= 1) mantissa *= 2;
  let bits = "";
  for (; mantissa > 0; mantissa = (mantissa - (mantissa >= 1 ? 1 : 0)) * 2) bits += mantissa >= 1 ? "1" : "0";
  return `${value < 0 ? "-" : "+"}${exponent}:${bits}`;
}
