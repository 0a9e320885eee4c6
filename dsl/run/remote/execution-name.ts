import { createHash } from "node:crypto";

/**
 * Name of the execution that a step starts on Flyte: the same for the same parts, so that a start that is repeated is one
 * start. Readable where Flyte takes it (letters, digits and dashes, at most 63), else ended by a digest of the parts.
 */
export function executionName(parts: readonly (string | number)[]): string {
  const exact = parts.join("-");
  const plain = plainName(exact);
  if (plain === exact && plain.length <= longest) return plain;
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
  const start = plain.slice(0, longest - digest.length - 1).replace(/-+$/, "");
  return start === "" ? `x${digest}` : `${start}-${digest}`;
}

const longest = 63;

/** A new name for a run of a pipeline: `example-flyte-k3v9x2mq`. */
export function runName(pipeline: string): string {
  const last = pipeline.split(".").at(-1) ?? pipeline;
  return `${plainName(last).slice(0, 30).replace(/-+$/, "") || "run"}-${unique()}`;
}

function plainName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
}

// No vowels, so that no words come out; the first is a letter.
const letters = "bcdfghjklmnpqrstvwxz";

function unique(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => letters[byte % letters.length]).join("");
}
